// What a downloaded workbook holds, as another program than ours reads it: LibreOffice.
import { execFile } from 'node:child_process'
import { mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { promisify } from 'node:util'

/** All sheets as text: { sheet name: rows of cells }. */
export async function readWorkbook(file) {
  const folder = mkdtempSync(join(tmpdir(), 'banbantong-workbook-'))
  try {
    const everySheet = 'csv:Text - txt - csv (StarCalc):44,34,76,1,,0,false,true,false,false,false,-1'
    const profile = `-env:UserInstallation=file://${folder}/profile` // its own, so that it may run beside others
    await promisify(execFile)('soffice', [profile, '--headless', '--convert-to', everySheet, '--outdir', join(folder, 'csv'), file], { timeout: 60_000 })
    const sheets = readdirSync(join(folder, 'csv')).map((name) => {
      const sheet = name.slice(name.lastIndexOf('-') + 1, -'.csv'.length) // FILE-SHEET.csv
      return [sheet, parseCsv(readFileSync(join(folder, 'csv', name), 'utf8'))]
    })
    return Object.fromEntries(sheets)
  } finally {
    rmSync(folder, { recursive: true, force: true })
  }
}

function parseCsv(text) {
  const rows = [['']]
  for (const [, quoted, plain, end] of text.matchAll(/(?:"((?:[^"]|"")*)"|([^",\n]*))(,|\n|$)/g)) {
    const row = rows.at(-1)
    row[row.length - 1] = quoted?.replaceAll('""', '"') ?? plain
    if (end === ',') row.push('')
    if (end === '\n') rows.push([''])
  }
  return rows
}
