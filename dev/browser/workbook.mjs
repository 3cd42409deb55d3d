// What a downloaded workbook holds, as another program than ours reads it: LibreOffice.
import { execFile } from 'node:child_process'
import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { promisify } from 'node:util'

/** All sheets as text: { sheet name: rows of cells }. */
export async function readWorkbook(file) {
  const folder = mkdtempSync(join(tmpdir(), 'banbantong-workbook-'))
  try {
    const everySheet = 'csv:Text - txt - csv (StarCalc):44,34,76,1,,0,false,true,false,false,false,-1'
    await convert(folder, everySheet, file)
    const sheets = readdirSync(join(folder, 'csv')).map((name) => {
      const sheet = name.slice(name.lastIndexOf('-') + 1, -'.csv'.length) // FILE-SHEET.csv
      return [sheet, parseCsv(readFileSync(join(folder, 'csv', name), 'utf8'))]
    })
    return Object.fromEntries(sheets)
  } finally {
    rmSync(folder, { recursive: true, force: true })
  }
}

/** A workbook of one sheet, as that program would save it. */
export async function writeWorkbook(rows) {
  const folder = mkdtempSync(join(tmpdir(), 'banbantong-workbook-'))
  try {
    const csv = join(folder, '工作表.csv')
    writeFileSync(csv, rows.map((cells) => cells.map((c) => `"${c.replaceAll('"', '""')}"`).join(',')).join('\n'))
    await convert(folder, 'xlsx', csv, '--infilter=Text - txt - csv (StarCalc):44,34,UTF8')
    return readFileSync(join(folder, 'xlsx', '工作表.xlsx'))
  } finally {
    rmSync(folder, { recursive: true, force: true })
  }
}

/** Leaves the file in another format, in the folder of that name. */
const convert = (folder, format, file, ...more) => {
  const profile = `-env:UserInstallation=file://${folder}/profile` // its own, so that it may run beside others
  return promisify(execFile)('soffice', [profile, '--headless', ...more, '--convert-to', format, '--outdir', join(folder, format.split(':')[0]), file], { timeout: 60_000 })
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
