import { WebSocket } from "ws";
import { createResponsesServer } from "./responses-server";
import { createScriptedBackend } from "./backends/scripted";
const s = createResponsesServer({ apiKey: "k", models: new Map([["scripted", createScriptedBackend()]]) });
const { url } = await s.listen();
const ws = new WebSocket(url.replace("http","ws")+"/responses",{headers:{authorization:"Bearer k"}});
await new Promise(r=>ws.once("open",r));
const go=(body:any)=>new Promise<any>((res)=>{let n=0;const t=performance.now();let first=0;const h=(m:any)=>{n++;if(n===1)first=performance.now()-t;const str=m.toString();if(/"type":"(response\.(completed|failed|incomplete)|error)"/.test(str.slice(0,60))){ws.off("message",h);res({n,ms:performance.now()-t,first,r:JSON.parse(str)})}};ws.on("message",h);ws.send(JSON.stringify({type:"response.create",model:"scripted",...body}))});
for (let i=0;i<4;i++){const {n,ms,first}=await go({input:"#script"+JSON.stringify([[{say:"word ".repeat(40000),chunk:5}]])});console.log("stream",n,"frames",ms.toFixed(0),"ms first",first.toFixed(2),Math.round(n/ms*1000),"f/s")}
let id:any; const script="#script"+JSON.stringify([{repeat:500,turn:[{call:{name:"f",arguments:{a:1}}}]}]);
let r=await go({input:script,store:false}); const ts:number[]=[];
for(let i=0;i<400;i++){const c=r.r.response.output[0].call_id;const t=performance.now();r=await go({store:false,previous_response_id:r.r.response.id,input:[{type:"function_call_output",call_id:c,output:"x ".repeat(2000)}]});ts.push(performance.now()-t)}
const avg=(a:number[])=>(a.reduce((x,y)=>x+y,0)/a.length).toFixed(2);
console.log("turn ms first 50",avg(ts.slice(20,70)),"last 50",avg(ts.slice(-50)),r.r.response.usage);
ws.close(); await s.close();
