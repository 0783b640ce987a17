/**
 * Prints `N passed, N failed`, summed over jest's JSON reports in a folder. A file of tests that could not even be
 * loaded counts as one failure. Exit code 1 where something failed, or where no test ran at all.
 */
import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'

const [folder = '.'] = process.argv.slice(2)
const reports = readdirSync(folder)
  .filter(file => file.endsWith('.json'))
  .map(file => JSON.parse(readFileSync(join(folder, file), 'utf8')))
const sum = count => reports.reduce((total, report) => total + count(report), 0)
const passed = sum(report => report.numPassedTests)
const failed = sum(report => report.numFailedTests + report.numRuntimeErrorTestSuites)
console.log(`${passed} passed, ${failed} failed`)
if (failed > 0 || passed === 0) process.exitCode = 1
