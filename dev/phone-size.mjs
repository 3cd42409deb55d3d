// Fails when the phone page would load more than 120 KB of gzipped script and style: a teacher opens it once,
// on a cheap phone, standing in front of a broken screen. Counted are m.html's own files and every file these
// import, at once or later, so that no screen of the phone hides behind a lazy import.
import { readFileSync } from 'node:fs'
import { gzipSync } from 'node:zlib'
import { basename } from 'node:path'

const budget = 120_000
const dist = new URL('../web/dist/', import.meta.url)

const page = readFileSync(new URL('m.html', dist), 'utf8')
const waiting = [...page.matchAll(/(?:src|href)="\/(assets\/[^"]+\.(?:js|css))"/g)].map((match) => match[1])
const sizes = new Map()
while (waiting.length > 0) {
  const file = waiting.pop()
  if (sizes.has(file)) continue
  const content = readFileSync(new URL(file, dist))
  sizes.set(file, gzipSync(content).length)
  for (const [, name] of content.toString().matchAll(/["'`](?:\.\/|assets\/|\/assets\/)([\w.-]+\.(?:js|css))["'`]/g)) {
    waiting.push(`assets/${name}`)
  }
}

const total = [...sizes.values()].reduce((sum, size) => sum + size, 0)
for (const [file, size] of [...sizes].sort((a, b) => b[1] - a[1])) {
  console.log(`${String(size).padStart(8)}  ${basename(file)}`)
}
console.log(`${String(total).padStart(8)}  of ${budget} bytes gzipped`)
if (sizes.size === 0 || total > budget) process.exit(1)
