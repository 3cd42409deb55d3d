// A county's year in one sitting: its messy ledger goes in, a failing classroom is read, a label is printed, the fault
// that is reported by it is mended, and the official workbook says what the screen says.
import assert from 'node:assert/strict'
import { fileURLToPath } from 'node:url'
import { fits, photo, save, settled, signIn, staff } from '../steps.mjs'
import { readWorkbook } from '../workbook.mjs'

const ledger = fileURLToPath(new URL('../../../services/workbook/testdata/messy-ledger.xlsx', import.meta.url))
const school = '信丰县第一小学'

/** The rows that nobody can import, each with words of its reason. */
const rejected = {
  9: '约50',
  12: '看不出内存多大',
  13: '看不出使用状况',
  17: '内容被表格软件变成了日期',
  20: '看不出日期',
  22: '编号被表格软件变成了',
}

let label, ticket, counts, before

async function desk(desktop, username, path) {
  const page = await desktop(`/login?next=${encodeURIComponent(path)}`)
  await signIn(page, username)
  await page.waitForURL(`**${path}`)
  return page
}

/** Uploads the ledger and waits for its columns. */
async function upload(page) {
  await page.getByLabel('选择要导入的文件').setInputFiles(ledger)
  await page.getByRole('rowheader', { name: '显示设备 / 登记卡号' }).waitFor()
}

async function dryRun(page) {
  await page.getByRole('button', { name: '试运行' }).click()
  await page.getByText('行数据 = 新增').waitFor()
  return readCounts(page)
}

/** The numbers of "共 24 行数据 = 新增 15 + 更新 3 + 不变 0 + 拒绝 6". */
async function readCounts(page) {
  const text = await page.getByText('行数据 = 新增').textContent()
  const [, ...numbers] = /共\s*(\d+)\s*行数据 = 新增\s*(\d+)\s*\+ 更新\s*(\d+)\s*\+ 不变\s*(\d+)\s*\+ 拒绝\s*(\d+)/.exec(text)
  const [rows, added, changed, unchanged, refused] = numbers.map(Number)
  assert.equal(added + changed + unchanged + refused, rows, `${text} does not add up`)
  return { rows, added, changed, unchanged, rejected: refused }
}

/** The counts of the school on the statistics page, by group and heading: { '班班通（套）损坏': 1 }. */
async function figures(page) {
  const row = page.getByRole('row').filter({ has: page.getByRole('rowheader', { name: school, exact: true }) })
  await row.waitFor()
  return row.evaluate((tr) => {
    const number = (cell) => Number(cell.textContent.replaceAll(',', ''))
    const [groups, columns] = [...tr.closest('table').querySelectorAll('thead tr')].map((line) => [...line.cells])
    const headings = groups.filter((th) => th.colSpan > 1).flatMap((th) => Array(th.colSpan).fill(th.textContent.trim()))
    const cells = [...tr.cells].slice(2)
    return Object.fromEntries(columns.map((th, i) => [headings[i] + th.textContent.trim(), number(cells[i])]))
  })
}

const statistics = async (desktop) => figures(await desk(desktop, 'county', '/statistics?group_by=school'))

function assertDamaged(now, more) {
  for (const unit of ['班班通（套）', '设备（台）']) {
    assert.equal(now[`${unit}损坏`], before[`${unit}损坏`] + more, `${unit}损坏`)
    assert.equal(now[`${unit}不达标`], before[`${unit}不达标`], `${unit}不达标`)
  }
}

export default {
  'the county corrects one column of its ledger, and a dry run says what would become of each row': async ({ desktop }) => {
    const page = await desk(desktop, 'county', '/imports')
    await upload(page)
    const column = page.getByRole('row').filter({ has: page.getByRole('rowheader', { name: '显示设备 / 登记卡号' }) })
    await column.getByText('001201').waitFor()
    await column.getByRole('combobox').click()
    await column.getByRole('combobox').fill('显示设备资产编号')
    await page.getByRole('option', { name: '显示设备资产编号' }).click()
    await column.getByText('您的选择').waitFor()

    counts = await dryRun(page)
    assert.equal(counts.rows, 24)
    assert.equal(counts.rejected, Object.keys(rejected).length)
    const rows = page.getByRole('region', { name: '每一行的结果' }).locator('tbody tr')
    await rows.first().waitFor()
    assert.equal(await rows.count(), counts.rejected, 'the rejected rows stand first')
    for (const [line, reason] of Object.entries(rejected)) {
      await rows.filter({ has: page.getByRole('cell', { name: line, exact: true }) }).getByText(reason).first().waitFor()
    }
  },

  'nothing is written before the county says so; then only the good rows are, with progress': async ({ desktop }) => {
    const page = await desk(desktop, 'county', '/imports')
    await page.getByRole('link', { name: 'messy-ledger.xlsx' }).first().click()
    const go = page.getByRole('button', { name: `导入 ${counts.added + counts.changed} 行` })
    await go.waitFor()
    assert.ok(await go.isDisabled(), 'rejected rows are left out only on purpose')
    await page.getByText('只导入其余的行').click()
    await go.click()
    await page.getByRole('dialog').getByRole('button', { name: '导入', exact: true }).click()
    await page.getByRole('status').getByRole('heading', { name: '正在导入' }).waitFor()
    await page.getByRole('progressbar').waitFor()
    await page.getByRole('heading', { name: '已导入' }).waitFor()
    assert.deepEqual(await readCounts(page), counts)

    const sheet = (await readWorkbook(await save(page, page.getByRole('button', { name: '下载带导入结果的原文件' }))))['班班通台账']
    const results = sheet[3].indexOf('导入结果')
    assert.ok(results > 0, 'the last column of the header is 导入结果')
    sheet.slice(4, 28).forEach((cells, i) => {
      const result = cells[results]
      if (rejected[i + 5]) assert.ok(result.startsWith('拒绝') && result.includes(rejected[i + 5]), `row ${i + 5}: ${result}`)
      else assert.match(result, /^(新增|更新)；/, `row ${i + 5}`)
    })
    assert.match(sheet[28][results], /^跳过/)
  },

  'the same file again needs no correction and changes nothing': async ({ desktop }) => {
    const page = await desk(desktop, 'county', '/imports')
    await upload(page)
    await page.getByText('已使用上次保存的对应关系').waitFor()
    const again = await dryRun(page)
    assert.deepEqual(again, { ...counts, added: 0, changed: 0, unchanged: counts.rows - counts.rejected })
    await page.getByText('没有要写入的内容').waitFor()
    assert.ok(await page.getByRole('button', { name: '导入 0 行' }).isDisabled())
  },

  'a classroom that now fails names the clause in the words of the notice, what it requires and what was found': async ({ desktop }) => {
    const page = await desk(desktop, 'county', '/classrooms?grade=fail')
    await page.getByRole('textbox', { name: '教室或楼栋名称' }).fill('二（1）班')
    const row = page.getByRole('row').filter({ hasText: '信丰县嘉定镇中心小学' })
    await row.getByRole('link', { name: '二（1）班' }).click()
    const disk = page.getByRole('list', { name: '不达标和待核实的条款' }).getByRole('listitem').filter({ hasText: '硬盘容量' })
    for (const words of ['要求 最大一块内置硬盘 ≥ 128 GB', '120 GB', '附件一·1', '「硬盘：128G及以上硬盘」', '整改：']) {
      await disk.getByText(words).first().waitFor()
    }
  },

  'the label of the new panel is printed with a QR code': async ({ desktop }) => {
    const page = await desk(desktop, 'county', '/devices')
    await page.getByRole('textbox', { name: '资产编号' }).fill('001201')
    await page.waitForURL(/q=001201/)
    await settled(page, '设备')
    await page.getByRole('row').filter({ hasText: '001201' }).filter({ hasText: school }).getByRole('checkbox').check()
    const answer = page.waitForResponse((r) => r.url().includes('/api/v1/labels?'))
    await page.getByRole('button', { name: '打印标签' }).click()
    const labels = await (await answer).json()
    assert.equal(labels.length, 1)
    label = labels[0]
    await page.getByText(label.code).waitFor()
    const code = page.getByAltText(`标签 ${label.code} 的二维码`)
    await code.waitFor()
    assert.ok(await code.evaluate((img) => img.decode().then(() => img.naturalWidth > 0)), 'the QR code is a picture')
    await page.evaluate(() => (window.print = () => (window.printed = true)))
    await page.getByRole('button', { name: '打印', exact: true }).click()
    assert.ok(await page.evaluate(() => window.printed))
    await page.emulateMedia({ media: 'print' })
    assert.ok(await code.isVisible())
    assert.ok(!(await page.getByRole('button', { name: '返回' }).isVisible()), 'the paper shows labels only')
  },

  'a school registers a classroom in its own name, is shown its page, and prints the labels of a room from there': async ({ desktop }) => {
    const page = await desk(desktop, 'school', '/classrooms')
    await page.getByRole('button', { name: '新增教室' }).click()
    const form = page.getByRole('dialog', { name: '新增教室' })
    await form.getByText(school).waitFor()
    await form.getByRole('button', { name: '新增', exact: true }).click()
    await form.getByText('请填写名称').first().waitFor()
    await form.getByLabel('教室名称').fill('新九（1）班')
    await form.getByRole('button', { name: '新增', exact: true }).click()
    await page.waitForURL(/classrooms\/\d+/)
    await page.getByRole('heading', { level: 1, name: '新九（1）班' }).waitFor()
    await page.getByRole('button', { name: '更多' }).click()
    await page.getByRole('menuitem', { name: '停用教室' }).click()
    await page.getByRole('dialog').getByRole('button', { name: '停用' }).click()
    await page.getByText('已停用').first().waitFor()

    await page.goto('/classrooms/2')
    await page.getByRole('button', { name: '更多' }).click()
    await page.getByRole('menuitem', { name: '打印标签' }).click()
    await page.getByAltText(/^标签 .* 的二维码$/).first().waitFor()
  },

  'nobody in particular reports the panel by its label, and it counts as damaged': async ({ desktop, phone }) => {
    before = await statistics(desktop)
    const page = await phone(`/m/r/${label.token}`)
    await page.getByRole('heading', { name: label.classroom_name }).waitFor()
    await page.getByRole('button', { name: '花屏、碎屏' }).tap()
    await page.getByLabel('联系电话').fill('13712345678')
    await page.getByRole('button', { name: '提交报修' }).tap()
    await page.getByRole('heading', { name: '报修已提交' }).waitFor()
    label.ticket = await page.locator('.number').textContent()
    await fits(page)
    assertDamaged(await statistics(desktop), 1)
  },

  'the technician takes, photographs and finishes it on a phone': async ({ phone }) => {
    const page = await staff(phone, 'tech', '/tickets')
    const card = page.getByRole('article').filter({ hasText: school }).filter({ hasText: '花屏、碎屏' }).filter({ hasText: label.name })
    await card.first().getByRole('button', { name: '接单' }).tap()
    await page.waitForURL(/\/tickets\/\d+$/)
    await page.getByText(label.ticket).waitFor()
    ticket = new URL(page.url()).pathname.replace(/^\/m/, '')
    await page.getByRole('link', { name: '完成维修' }).tap()
    await page.getByRole('button', { name: '屏线松动' }).tap()
    await page.getByRole('button', { name: '重插屏线' }).tap()
    await page.locator('input[type=file]').setInputFiles(await photo(page))
    await page.getByAltText('照片 1').waitFor()
    await fits(page)
    await page.getByRole('button', { name: '提交，请学校确认' }).tap()
    await page.getByText('已修复。重插屏线').waitFor()
    await fits(page)
  },

  'the school confirms at its desk, and the statistics are as before': async ({ desktop }) => {
    assertDamaged(await statistics(desktop), 1) // mended is not yet confirmed
    const page = await desk(desktop, 'school', ticket)
    await page.getByRole('button', { name: '确认修复' }).click()
    const answer = page.waitForResponse((r) => r.url().endsWith('/confirm'))
    await page.getByRole('dialog').getByRole('button', { name: '已修好，确认' }).click()
    assert.equal((await answer).status(), 200)
    await page.getByText('已完成').first().waitFor()
    assertDamaged(await statistics(desktop), 0)
  },

  'the official workbook has the figures of the screen': async ({ desktop }) => {
    const page = await desk(desktop, 'county', '/statistics?group_by=school')
    const screen = await figures(page)
    const sheet = (await readWorkbook(await save(page, page.getByRole('button', { name: '下载 Excel' }))))['分校统计表']
    const headings = sheet.find((cells) => cells.includes('应配班级'))
    const row = sheet.find((cells) => cells.includes(school))
    const [suites, devices] = [headings.indexOf('在用'), headings.lastIndexOf('在用')]
    for (const name of ['在用', '不达标', '损坏', '不达标或损坏', '待核实']) {
      assert.equal(Number(row[headings.indexOf(name, suites)]), screen[`班班通（套）${name}`], `套 ${name}`)
      assert.equal(Number(row[headings.indexOf(name, devices)]), screen[`设备（台）${name}`], `台 ${name}`)
    }
  },
}
