// What a downloaded workbook holds, as another program than ours reads it: LibreOffice.
import { execFile } from 'node:child_process'
import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { promisify } from 'node:util'

/** All sheets as text: { sheet name: rows of cells }. */
export async function readWorkbook(file) {
  const everySheet = 'csv:Text - txt - csv (StarCalc):44,34,76,1,,0,false,true,false,false,false,-1'
  const made = await converted([file], everySheet)
  const sheets = Object.entries(made).map(([name, content]) => {
    const sheet = name.slice(name.lastIndexOf('-') + 1, -'.csv'.length) // FILE-SHEET.csv
    return [sheet, parseCsv(content.toString())]
  })
  return Object.fromEntries(sheets)
}

/** The workbook as one XML text, which says everything of it: merged cells, formulas, how it prints. */
export async function readFlat(file) {
  const [flat] = Object.values(await converted([file], 'fods'))
  return flat.toString()
}

/** Texts as of readFlat, saved as .xlsx: { name: text } gives { name: content }. */
export async function saveWorkbooks(flats) {
  const folder = mkdtempSync(join(tmpdir(), 'banbantong-flat-'))
  try {
    const files = Object.entries(flats).map(([name, text]) => {
      const file = join(folder, `${name}.fods`)
      writeFileSync(file, text)
      return file
    })
    const made = await converted(files, 'xlsx')
    return Object.fromEntries(Object.keys(flats).map((name) => [name, made[`${name}.xlsx`]]))
  } finally {
    rmSync(folder, { recursive: true, force: true })
  }
}

/** A workbook of one sheet, as that program would save it. */
export async function writeWorkbook(rows) {
  const folder = mkdtempSync(join(tmpdir(), 'banbantong-csv-'))
  try {
    const csv = join(folder, '工作表.csv')
    writeFileSync(csv, rows.map((cells) => cells.map((c) => `"${c.replaceAll('"', '""')}"`).join(',')).join('\n'))
    const made = await converted([csv], 'xlsx', '--infilter=Text - txt - csv (StarCalc):44,34,UTF8')
    return made['工作表.xlsx']
  } finally {
    rmSync(folder, { recursive: true, force: true })
  }
}

/** What LibreOffice makes of files: { file name: content }. */
async function converted(files, to, ...options) {
  const folder = mkdtempSync(join(tmpdir(), 'banbantong-workbook-'))
  const made = join(folder, 'made')
  try {
    const profile = `-env:UserInstallation=file://${folder}/profile` // its own, so that it may run beside others
    await promisify(execFile)('soffice', [profile, '--headless', ...options, '--convert-to', to, '--outdir', made, ...files], { timeout: 60_000 })
    return Object.fromEntries(readdirSync(made).map((name) => [name, readFileSync(join(made, name))]))
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
