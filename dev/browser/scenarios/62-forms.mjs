// 表样: a county starts from the example and writes a wrong name into it. Its cell is named; the mended table is shown with
// real figures, and comes down filled, with its merged cells and print set-up as they were.
import assert from 'node:assert/strict'
import { client, fits, save, signIn } from '../steps.mjs'
import { readFlat, readWorkbook, saveWorkbooks } from '../workbook.mjs'

const name = '县里的统计表'
const school = '信丰县第一小学'
let flat // the table as the county's spreadsheet program has it

async function desk(desktop, username, path) {
  const page = await desktop(`/login?next=${encodeURIComponent(path)}`)
  await signIn(page, username)
  await page.waitForURL(`**${path}`)
  return page
}

const workbook = (buffer) => ({ name: `${name}.xlsx`, mimeType: 'application/vnd.openxmlformats-officedocument.spreadsheetml.sheet', buffer })

/** Of a table as readFlat gives it: what a person set up in it and wants to find again. */
function setUp(xml) {
  return {
    title: /table:number-columns-spanned="9"/.test(xml),
    headings: /<table:table-header-rows>/.test(xml),
    landscape: /style:print-orientation="landscape"/.test(xml),
    wide: /style:scale-to-X="1"/.test(xml),
  }
}

export default {
  'a form with names that nobody knows is refused cell by cell, and the mended one is shown with real figures': async ({ desktop }) => {
    const page = await desk(desktop, 'county', '/forms')
    flat = await readFlat(await save(page, page.getByRole('button', { name: '下载示例' }).first()))
    assert.deepEqual(Object.values(setUp(flat)), [true, true, true, true])
    const own = flat.replace('班班通设备不达标及损坏情况表', '教体局自用统计表')
    const files = await saveWorkbooks({ wrong: own.replace('{{学校.不达标套数}}', '{{学校.不达标数量}}').replace('{{填报人}}', '{{填表'), right: own })

    const drop = page.getByLabel('选择要上传的表样')
    await drop.setInputFiles(workbook(files.wrong))
    const wrong = page.getByRole('table', { name: '要改的单元格' })
    await wrong.getByRole('row').filter({ hasText: '统计表' }).filter({ hasText: 'F4' }).getByText('没有名为“不达标数量”的字段').waitFor()
    await wrong.getByRole('row').filter({ hasText: 'A6' }).getByText('没有写完整').waitFor()
    await page.reload()
    await page.getByText('还没有表样').waitFor()

    await drop.setInputFiles(workbook(files.right))
    await page.getByRole('heading', { name, level: 1 }).waitFor()
    const preview = page.getByRole('region', { name: '预览 统计表' })
    await preview.getByText('教体局自用统计表').waitFor()
    await preview.getByRole('row').filter({ hasText: school }).waitFor()
    await page.setViewportSize({ width: 390, height: 800 })
    await fits(page)
  },

  'the fields are explained and copied': async ({ desktop }) => {
    const page = await desk(desktop, 'county', '/forms')
    await page.getByRole('button', { name: '字段', exact: true }).click()
    const panel = page.getByRole('dialog', { name: '字段' })
    await panel.getByLabel('查找字段').fill('学校 损坏套数')
    await panel.getByText('{{学校.不达标或损坏套数}}').waitFor()
    await page.context().grantPermissions(['clipboard-read', 'clipboard-write'])
    await panel.getByRole('button', { name: '复制 {{学校.损坏套数}}' }).click()
    await page.getByText('已复制').waitFor()
    assert.equal(await page.evaluate(() => navigator.clipboard.readText()), '{{学校.损坏套数}}')
  },

  'the filled table has the figures of the statistics, and is set up as the county left it': async ({ desktop }) => {
    const page = await desk(desktop, 'county', '/forms')
    const file = await save(page, page.getByRole('button', { name: `下载填好的${name}` }))
    const answer = page.waitForResponse((r) => r.url().includes('/api/v1/statistics?'))
    await page.goto(`${new URL(page.url()).origin}/statistics?group_by=school`)
    const { rows, totals } = await (await answer).json()
    const [sheets, filled] = await Promise.all([readWorkbook(file), readFlat(file)])
    const table = sheets['统计表']
    assert.match(table[0][0], /教体局自用统计表$/)
    const own = table.find((cells) => cells[1] === school)
    const want = rows.find((row) => row.label === school).suites
    assert.deepEqual([own[3], own[4], own[5], own[6], own[7]].map(Number), [want.total, want.in_use, want.failed, want.damaged, want.failed_or_damaged])
    const sum = table.find((cells) => cells[0] === '合计')
    assert.equal(Number(sum[3]), totals.suites.total, 'the formula adds all the rows that there are')
    assert.deepEqual(setUp(filled), setUp(flat))
  },

  'the form shows what was reported in a period as well, which is not what the registry says now': async ({ desktop, server }) => {
    const ask = await client(server, 'county')
    const period = (await ask('GET', '/periods')).find((p) => p.name.endsWith('期末统计'))
    const { current } = await ask('GET', `/periods/${period.id}/submissions/${period.organisation_id}`)
    const then = current.children.find((child) => child.name === school).figures.suites
    const page = await desk(desktop, 'county', '/forms')
    await page.getByRole('link', { name }).click()
    const figures = (s) => [s.total, s.in_use, s.failed, s.damaged, s.failed_or_damaged].join('')
    const row = page.getByRole('region', { name: '预览 统计表' }).getByRole('row').filter({ hasText: school })
    await row.waitFor()
    assert.equal(await row.filter({ hasText: figures(then) }).count(), 0, 'one of its devices has been mended since')
    await page.getByRole('combobox', { name: '数据' }).press('Enter')
    await page.getByRole('option', { name: `上报快照：${period.name}` }).click()
    await row.filter({ hasText: figures(then) }).waitFor()
  },

  'a school uses the form of its county, and only the county retires it': async ({ desktop }) => {
    const theirs = await desk(desktop, 'school', '/forms')
    await theirs.getByRole('link', { name }).click()
    await theirs.getByRole('region', { name: '预览 统计表' }).getByText('合计').waitFor()
    assert.equal(await theirs.getByRole('button', { name: '停用' }).count(), 0)

    const page = await desk(desktop, 'county', '/forms')
    await page.getByRole('link', { name }).click()
    await page.getByRole('button', { name: '停用' }).click()
    await page.getByRole('dialog').getByRole('button', { name: '停用' }).click()
    await page.getByText('还没有表样').waitFor()
  },
}
