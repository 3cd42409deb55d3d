// Runs every scenario on one database.
//
//   node dev/browser/stories.mjs DATABASE [WORD]
//
// A scenario file exports an object of sentences and functions. Each function gets a Visit and fails by throwing;
// those of one file run in their order on the same data, so that a file can tell one story. Beside what a scenario
// asserts, it fails when a page throws, asks another host for anything, or is answered with a 5xx.
import { mkdirSync, mkdtempSync, readdirSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { startServer } from './server.mjs'
import { launch, Visit } from './visit.mjs'

const [database, word = ''] = process.argv.slice(2)
const folder = new URL('./scenarios/', import.meta.url)
const stories = []
for (const file of readdirSync(folder).filter((name) => name.endsWith('.mjs')).sort()) {
  const scenarios = Object.entries((await import(new URL(file, folder))).default)
  const wanted = scenarios.filter(([sentence]) => file.includes(word) || sentence.includes(word))
  if (wanted.length > 0) stories.push({ file, scenarios: wanted })
}

let passed = 0
let failed = 0
let screenshots // the folder, once there is something to put into it
const browser = await launch()
try {
  await runAll()
} finally {
  await browser.close()
}
if (screenshots) console.log(`screenshots: ${screenshots}`)
console.log(`browser: ${passed} passed, ${failed} failed on ${database}`)
process.exitCode = failed > 0 || passed === 0 ? 1 : 0

async function runAll() {
  const server = await startServer(database)
  try {
    for (const { file, scenarios } of stories) {
      for (const [sentence, scenario] of scenarios) await runOne(server, file, sentence, scenario)
    }
  } finally {
    const code = await server.stop()
    report(code === 0, 'SIGTERM ends the server in good order', code === 0 ? '' : `exit code ${code}`)
  }
}

async function runOne(server, file, sentence, scenario) {
  const started = performance.now()
  const visit = new Visit(browser, server)
  let problem
  try {
    await scenario(visit)
    visit.assertUnharmed()
  } catch (error) {
    problem = error
    screenshots ??= mkdtempSync(join(tmpdir(), 'banbantong-screenshots-'))
    const shots = join(screenshots, server.database, file.replace('.mjs', ''))
    mkdirSync(shots, { recursive: true })
    await visit.screenshots(join(shots, sentence.replaceAll(/[^\p{L}\p{N}]+/gu, '-')))
  } finally {
    await visit.end()
  }
  const seconds = ((performance.now() - started) / 1000).toFixed(1)
  const detail = problem && `${problem.stack}\n${visit.harm.join('\n')}\n${server.logTail()}`
  report(!problem, `${file}: ${sentence} (${seconds} s)`, detail)
}

function report(ok, sentence, detail) {
  ok ? passed++ : failed++
  console.log(`${ok ? 'ok  ' : 'FAIL'} ${database.padEnd(6)} ${sentence}`)
  if (!ok) console.log(detail.replaceAll(/^/gm, '     '))
}
