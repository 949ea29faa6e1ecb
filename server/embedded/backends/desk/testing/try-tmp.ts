import { converse, openPage } from "/work/main/server/embedded/backends/desk/testing/page";
import * as T from "/work/main/server/embedded/backends/desk/testing/tables";
const sets: [readonly string[], string[]][] = [
 [T.SHOP, ["which region sold the most?","what were total sales by region?","show monthly revenue","average price per product","how many orders per month in 2024","what is the biggest order?","revenue by product and region","top 3 customers by revenue","share of quantity by status","compare EMEA and APAC","only 2023","as a pie","profit by region","orders over 100","total revenue for Acme in Q3 2023","excluding returned, quantity by product","missing values","duplicates?","outliers in unit price","correlation between quantity and unit price","distribution of unit price","revenue by weekday","compare 2023 and 2024 revenue","how many customers are there","bottom 2 products by average unit cost","hello","what tables are there","profile orders","quantity between 3 and 5 by region","number of orders where status is shipped","median quantity per region since March 2024","revenue last 3 months by month","which month had the highest revenue?","top 5 products","what is the average quantity?","how much did Globex spend?"]],
 [T.HOSPITAL, ["average stay by department","how many visits per week","which department has the oldest patients?","total charge by gender","readmitted patients by department","number of visits for Cardiology in March 2024","distribution of age","busiest hour of the day","visits over time","longest stay","how many patients were readmitted","correlations","average age of women?"]],
 [T.RIDES, ["most popular start station","average duration by rider type","rides per day","rides by hour","share of rides by end station","longest ride","distance vs duration","describe stations","how many docks are there in total","which station has the most docks","trips from Harbor by rider type","total distance per week"]],
 [T.MESSY, ["ad spend by page","hits per month","average latency by status code","missing values in the web log","total ad spend in March 2024","404 errors by page","profile web log"]],
];
const only = process.argv[2];
if(process.argv[3])for(const s of sets)s[1]=process.argv.slice(3);
for (const [i,[st, qs]] of sets.entries()) {
  if (only !== undefined && String(i)!==only) continue;
  const page = await openPage(st); const c = converse(page.tools);
  for (const q of qs) { const {text, made} = await c.ask(q);
    console.log("\n=== "+q);
    for (const m of made) if (m.name==="run_sql"||m.name==="create_chart"||m.output.startsWith('{"error')) console.log("   >", m.name, String(m.args.sql ?? JSON.stringify(m.args)).slice(0,330), m.output.startsWith('{"error')? "  !!! "+m.output.slice(0,300):"", m.name==="create_chart"? JSON.stringify((m.args.spec as any).mark):"");
    console.log(text.slice(0,900)); }
}
