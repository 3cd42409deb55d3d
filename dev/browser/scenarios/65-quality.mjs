// 数据质量: a county finds what its ledgers got wrong, and mends it: a double by merging, many at once, many in Excel.
import assert from 'node:assert/strict'
import { setTimeout as sleep } from 'node:timers/promises'
import { client, fits, save, settled, signIn } from '../steps.mjs'
import { readWorkbook, writeWorkbook } from '../workbook.mjs'

async function office(desktop, path) {
  const page = await desktop(`/login?next=${encodeURIComponent(path)}`)
  await signIn(page, 'county')
  await page.waitForURL(`**${path}`)
  return page
}

const ruleOf = (page, title) => page.getByRole('button', { name: new RegExp(`^${title}`) })
const table = (page) => page.getByRole('table', { name: '数据质量' })

/** How often a rule has found something, as the page says; 0 where it shows a dash. */
async function found(page, title) {
  const text = await ruleOf(page, title).textContent()
  return Number(/([\d,]+) 项/.exec(text)?.[1].replaceAll(',', '') ?? 0)
}

/** Waits until the server has counted again and the figure is what it should be. */
async function falls(page, title, to) {
  for (let tries = 0; ; tries++) {
    await page.reload()
    await ruleOf(page, title).waitFor()
    const now = await found(page, title)
    if (now === to) return
    assert.ok(tries < 15, `${title}: ${now}, not ${to}`)
    await sleep(1000)
  }
}

/** Opens the page with one rule chosen, once the server has counted all that changed before. */
async function look({ desktop, server }, title) {
  const county = await client(server, 'county')
  const counted = (quality) => quality.counted_at && quality.totals.due === 0
  for (let tries = 0; !counted(await county('GET', '/quality')); tries++) {
    assert.ok(tries < 60, 'the server does not count')
    await sleep(500)
  }
  const page = await office(desktop, '/quality')
  await ruleOf(page, title).click()
  await page.waitForURL('**rule=*')
  await settled(page, '数据质量')
  return page
}

export default {
  'one camera in the ledgers of two rooms is merged into one, and the figure falls': async (visit) => {
    const page = await look(visit, '序列号重复')
    const before = await found(page, '序列号重复')
    const first = table(page).getByRole('row').nth(1)
    const serial = /序列号 (\S+)：/.exec(await first.textContent())[1]
    const both = table(page).getByRole('row').filter({ hasText: serial })
    assert.equal(await both.count(), 2)
    for (const row of await both.all()) await row.getByRole('checkbox').check()
    await page.getByRole('button', { name: /^合并，保留/ }).click()
    const question = page.getByRole('dialog')
    await question.getByText('后者改为已报废，经历保留。').waitFor()
    await question.getByRole('button', { name: '合并' }).click()
    await page.getByText('已合并。').waitFor()
    await falls(page, '序列号重复', before - 2)
    for (const width of [390, 1024]) {
      await page.setViewportSize({ width, height: 900 })
      await fits(page)
    }
  },

  'three devices without a date are given one at once': async (visit) => {
    const page = await look(visit, '取得日期缺失')
    const before = await found(page, '取得日期缺失')
    for (const n of [1, 2, 3]) await table(page).getByRole('row').nth(n).getByRole('checkbox').check()
    await page.getByRole('button', { name: '批量填写' }).click()
    const form = page.getByRole('dialog')
    await form.getByLabel('填写为').fill('2021-09')
    await form.getByRole('button', { name: '全部填写' }).click()
    await page.getByText('3 台设备的取得日期已填写。').waitFor()
    await falls(page, '取得日期缺失', before - 3)
  },

  'rooms without a class size are filled in with Excel, and nothing else changes': async (visit) => {
    const page = await look(visit, '班额未填写')
    const before = await found(page, '班额未填写')
    const file = await save(page, page.getByRole('button', { name: '下载待补充的教室' }))
    const [titles, ...rooms] = (await readWorkbook(file))['教室'].filter((row) => row.length > 1)
    const size = titles.findIndex((t) => t.startsWith('学生数'))
    assert.equal(rooms.length, before)
    rooms.forEach((room) => assert.equal(room[size], '', `${room} has a class size`))
    const filled = await writeWorkbook([titles, ...rooms.map((room) => room.with(size, '41'))])

    await page.goto('/imports')
    await page.getByLabel('选择要导入的文件').setInputFiles({ name: '班额补充.xlsx', mimeType: 'application/vnd.openxmlformats-officedocument.spreadsheetml.sheet', buffer: filled })
    await page.getByRole('button', { name: '试运行' }).click()
    await page.getByText('行数据 = 新增').waitFor()
    await page.getByRole('button', { name: `导入 ${before} 行` }).click()
    await page.getByRole('dialog').getByRole('button', { name: '导入', exact: true }).click()
    await page.getByRole('heading', { name: '已导入' }).waitFor()
    assert.match(await page.getByText('行数据 = 新增').textContent(), new RegExp(`新增\\s*0\\s*\\+ 更新\\s*${before}\\s`))

    await page.goto('/quality')
    await falls(page, '班额未填写', 0)
  },
}
