/** Statements that make tables for tests: quite different schemas, one of them messy. */
export const SHOP = [
  `create table orders as select range + 1 as order_id, date '2023-01-01' + cast(range * 37 % 730 as int) as order_date,
   ['EMEA','APAC','AMER'][1 + range % 3] as region, ['Laptop','Phone','Desk','Chair'][1 + range * 7 % 4] as product,
   ['Acme Corp','Globex','Initech','Umbrella','Hooli','Stark','Wayne','Wonka','Cyberdyne','Soylent'][1 + range * 3 % 10] as customer_name,
   1 + range % 9 as quantity, (10 + range * 13 % 90) * 1.25::double as unit_price, (5 + range * 11 % 40) * 1.1::double as unit_cost,
   case when range % 20 = 0 then null else ['shipped','pending','returned'][1 + range * 5 % 3] end as status from range(600)`,
];

export const HOSPITAL = [
  `create table hospital_visits as select range as visit_id, timestamp '2024-01-03 08:00:00' + interval (range * 17) hour as admitted_at,
   ['Cardiology','Oncology','Pediatrics','Surgery'][1 + range * 3 % 4] as department, 'P' || (range % 90) as patient_id,
   1 + range * 7 % 14 as length_of_stay, 18 + range * 31 % 70 as age, (range % 5) = 0 as readmitted,
   round(200 + (range * 7919 % 5000) * 1.37, 2) as "Total Charge", ['F','M'][1 + range % 2] as gender from range(400)`,
];

export const RIDES = [
  `create table bike_rides as select uuid() as ride_uuid, timestamp '2024-05-01 00:05:00' + interval (range * 47) minute as startTime,
   ['Central Park','Harbor','Old Town','University'][1 + range * 3 % 4] as startStation, ['Harbor','Old Town','Airport'][1 + range % 3] as endStation,
   (4 + range * 13 % 55)::integer as duration_min, round(0.5 + (range * 29 % 120) / 10.0, 2) as distance_km,
   ['member','casual'][1 + range % 2] as rider_type from range(900)`,
  `create table stations as select ['Central Park','Harbor','Old Town','University'][1 + range] as name, 20 + range * 5 as docks from range(4)`,
];

export const MESSY = [
  `create table "Web Log" as select case when range % 3 = 0 then strftime(date '2024-02-01' + cast(range as int), '%d/%m/%Y') else strftime(date '2024-02-01' + cast(range as int), '%Y-%m-%d') end as "Date of Hit",
   ['/home','/Pricing ','/pricing','/docs'][1 + range % 4] as "page", '$' || (1000 + range * 37 % 900)::varchar || '.50' as "Ad Spend", case when range % 7 = 0 then '' else ['200','404','500'][1 + range % 3] end as status_code,
   case when range % 6 = 0 then 'N/A' else (range % 50)::varchar end as latency_ms from range(120)`,
];
