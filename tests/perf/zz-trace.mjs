import { fork } from "node:child_process";
import { once } from "node:events";
import { startSite } from "../support/site.mjs";
import { launch } from "./zz-cdp.mjs";
import { installProbe } from "./probe.mjs";
const here = (p) => new URL(p, import.meta.url).pathname;
const site = await startSite({ root: "/tmp/distn/" });
const fs = fork(here("flood-server.mjs"));
const [{ port }] = await once(fs, "message");
const browser = await launch();
const { page } = browser;
const enter = { key: "Enter", code: "Enter", text: "\r", windowsVirtualKeyCode: 13 };
await page.goto(site.url);
await page.until("editor", () => document.querySelector('[role=textbox][aria-label="Message"][contenteditable=true]') !== null);
await page.call(installProbe);
await page.call(() => { const u = bench.find("textbox", "URL"); u.focus(); u.select(); });
await page.insertText(`ws://127.0.0.1:${port}/`);
await page.press(enter);
await page.until("conn", () => /\bConnected\b/.test(bench.find("status", "Connection state").textContent));

const events=[]; const c=browser.connection; let done; const fin=new Promise(r=>done=r);
c.on("Tracing.dataCollected", p=>events.push(...p.value)); c.on("Tracing.tracingComplete", ()=>done());
await c.send("Tracing.start",{transferMode:"ReportEvents",traceConfig:{includedCategories:["devtools.timeline","toplevel","blink","cc","viz"]}});
fs.send({ count: 100000, bytes: 120, word: "lobby", times: 100 }); 
const t0 = Date.now();
await page.until("all", () => /100,000 messages/.test(bench.find("status", "Message count").textContent)).catch(e => console.log(String(e)));
console.log("took", Date.now() - t0);

await c.send("Tracing.end"); await fin;
const main=new Map(events.filter(e=>e.name==="thread_name").map(e=>[e.pid+":"+e.tid,e.args.name]));
const sum=new Map();
for(const e of events){ if(e.ph!=="X"||!e.dur) continue; const th=main.get(e.pid+":"+e.tid)??"?"; const k=th+" | "+e.name; const v=sum.get(k)??[0,0,0]; v[0]+=e.dur; v[1]++; v[2]=Math.max(v[2],e.dur); sum.set(k,v);}
for(const [k,v] of [...sum].sort((a,b)=>b[1][0]-a[1][0]).slice(0,45)) console.log((v[0]/1000).toFixed(0).padStart(6),String(v[1]).padStart(7),(v[2]/1000).toFixed(1).padStart(7),k);
await browser.close(); fs.kill(); process.exit(0);
