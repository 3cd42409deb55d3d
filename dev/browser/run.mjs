// Runs every scenario of dev/browser/scenarios in Chromium against the built binary, on SQLite and on MySQL at a time.
//
//   node dev/browser/run.mjs [WORD]     only scenarios whose file or sentence holds WORD
//   SHAKE=1500 node dev/browser/run.mjs  holds every answer back for up to 1.5 s: finds steps that do not wait for their page
//
// Each database has a process of its own, for a story keeps in its module what it has seen so far.
import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { fileURLToPath } from 'node:url'

const databases = ['sqlite']
if (process.env.BANBANTONG_TEST_MYSQL) databases.push('mysql')
else if (process.env.CI === 'true') throw new Error('BANBANTONG_TEST_MYSQL is not set')
else console.log('skipped: mysql, because BANBANTONG_TEST_MYSQL is not set; use dev/with-mariadb')

const stories = fileURLToPath(new URL('./stories.mjs', import.meta.url))
const codes = await Promise.all(
  databases.map(async (database) => {
    const [code] = await once(spawn(process.execPath, [stories, database, ...process.argv.slice(2)], { stdio: 'inherit' }), 'exit')
    return code
  }),
)
process.exitCode = codes.every((code) => code === 0) ? 0 : 1
