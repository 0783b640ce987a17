// Loaded into the measured process by NODE_OPTIONS=--require: writes what it used when it ends.
const { writeFileSync } = require('node:fs')

process.once('exit', () => writeFileSync(process.env.BENCH_USAGE_FILE, JSON.stringify(process.resourceUsage())))
