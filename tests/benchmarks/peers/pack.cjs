// `node pack.cjs PACKAGER SOURCE OUTPUT`: pack a folder of pages once, and say what it took without the start-up.
const [packager, source, outputFolder] = process.argv.slice(2);
const pack = require(packager);

// It writes its manifest and schemas into the source, and loads its archiver on the way: both are part of its work.
const cpu = process.cpuUsage();
const wall = process.hrtime.bigint();

pack(
  {
    version: "1.2",
    organization: "Benchmark",
    title: "A large programme",
    startingPage: "index.html",
    source,
    package: { zip: true, outputFolder },
  },
  () => {
    const used = process.cpuUsage(cpu);
    const cost = { cpu: (used.user + used.system) / 1e6, wall: Number(process.hrtime.bigint() - wall) / 1e9 };
    console.log(JSON.stringify(cost));
  },
);
