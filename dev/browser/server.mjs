// A banbantong of its own for one run: a fresh database with the demo data, a free port, a temporary folder.
import { execFile, spawn } from 'node:child_process'
import { once } from 'node:events'
import { appendFileSync, mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { createServer } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { fileURLToPath } from 'node:url'
import { promisify } from 'node:util'

const binary = fileURLToPath(new URL('../../bin/banbantong', import.meta.url))
const execute = promisify(execFile)

/** The password of every account of the demo data. */
export const demoPassword = 'banbantong-2023'

/** Fills a fresh database ('sqlite' or 'mysql') and serves it until stop(). */
export async function startServer(database) {
  const folder = mkdtempSync(join(tmpdir(), `banbantong-browser-${database}-`))
  const log = join(folder, 'server.log')
  const mysql = database === 'mysql' ? await createDatabase() : undefined
  const port = await freePort()
  const settings = { BANBANTONG_DATA: folder, BANBANTONG_DATABASE: mysql?.url ?? '', BANBANTONG_ADDR: `127.0.0.1:${port}` }
  const env = { ...process.env, ...settings }

  await execute(binary, ['demo', '--schools', '12', '--seed', '1', '--password', demoPassword], { env })
  const child = spawn(binary, ['serve'], { env, stdio: ['ignore', 'pipe', 'pipe'] })
  child.stdout.on('data', (text) => appendFileSync(log, text))
  child.stderr.on('data', (text) => appendFileSync(log, text))
  const ended = once(child, 'exit')

  const server = {
    database,
    url: `http://127.0.0.1:${port}`,
    /** Runs the program's command line against the same data: command('user', 'list'). */
    command: async (...args) => (await execute(binary, args, { env })).stdout,
    logTail: () => readFileSync(log, 'utf8').split('\n').slice(-30).join('\n'),
    async stop() {
      if (child.exitCode === null) child.kill('SIGTERM')
      const [code] = await ended
      await mysql?.drop()
      rmSync(folder, { recursive: true, force: true })
      return code // 0 where SIGTERM let it finish its work
    },
  }
  for (let tries = 0; ; tries++) {
    const answer = await fetch(`${server.url}/readyz`).catch(() => undefined)
    if (answer?.ok) return server
    if (child.exitCode !== null || tries > 300) {
      const tail = server.logTail()
      await server.stop()
      throw new Error(`the server did not become ready:\n${tail}`)
    }
    await sleep(100)
  }
}

/** A database of its own on the server that dev/with-mariadb has started. */
async function createDatabase() {
  const address = process.env.BANBANTONG_TEST_MYSQL
  const parts = /^([^:@]*)(?::(.*))?@(unix|tcp)\((.*)\)\/$/.exec(address)
  if (!parts) throw new Error(`BANBANTONG_TEST_MYSQL should read user:password@unix(/socket)/ and is ${address}`)
  const [, user, password, protocol, place] = parts
  const [host, port] = place.split(':')
  const where = protocol === 'unix' ? [`--socket=${place}`] : [`--host=${host}`, `--port=${port ?? 3306}`]
  const env = { ...process.env, MYSQL_PWD: password ?? '' }
  const run = (sql) => execute('mariadb', ['--no-defaults', ...where, `--user=${user}`, `--execute=${sql}`], { env })

  const name = `browser_${process.pid}`
  await run(`CREATE DATABASE ${name}`)
  return { url: `mysql://${address}${name}`, drop: () => run(`DROP DATABASE ${name}`) }
}

async function freePort() {
  const probe = createServer().listen(0, '127.0.0.1')
  await once(probe, 'listening')
  const { port } = probe.address()
  probe.close()
  await once(probe, 'close')
  return port
}
