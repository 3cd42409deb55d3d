// 历史: a county looks at a past day, sees how its rates went, and finds out what changed between two days, and why.
import assert from 'node:assert/strict'
import { client, day as dayFromToday, fits, save, signIn } from '../steps.mjs'
import { readWorkbook } from '../workbook.mjs'

async function office(desktop, path) {
  const page = await desktop(`/login?next=${encodeURIComponent(path)}`)
  await signIn(page, 'county')
  await page.waitForURL(`**${path}`)
  return page
}

const day = dayFromToday(-200)

async function narrow(page) {
  for (const width of [390, 1024]) {
    await page.setViewportSize({ width, height: 900 })
    await fits(page)
  }
}

const workbook = async (page) => readWorkbook(await save(page, page.getByRole('button', { name: '下载 Excel' })))

export default {
  'a past day has its own figures, says so, leads to no list of today, and downloads as the official form': async ({ desktop, server }) => {
    const ask = await client(server, 'county')
    const [then, now] = [await ask('GET', `/statistics?on=${day}`), await ask('GET', '/statistics')]
    assert.notDeepEqual(then.totals.suites, now.totals.suites)

    const page = await office(desktop, '/statistics')
    await page.getByRole('combobox', { name: '看历史某天' }).fill(day)
    await page.keyboard.press('Enter')
    await page.getByText(`截至 ${day} 的历史数据`).waitFor()
    const total = page.getByRole('region', { name: '单位' }).getByRole('row').filter({ hasText: '合计' })
    const cells = (await total.getByRole('cell').allTextContents()).map((text) => text.trim().replaceAll(',', ''))
    assert.ok(cells.includes(String(then.totals.suites.failed_or_damaged)), cells.join(' '))
    assert.equal(await total.getByRole('link').count(), 0)
    const sheets = await workbook(page)
    assert.ok(JSON.stringify(sheets['分校统计表']).includes(`截至 ${day} 的历史数据`))
    assert.equal(sheets['不达标明细'], undefined)
    await narrow(page)
    await page.setViewportSize({ width: 1440, height: 900 })
    await page.getByRole('button', { name: '回到今天' }).click()
    await page.getByText(`截至 ${day} 的历史数据`).waitFor({ state: 'detached' })
    assert.ok((await total.getByRole('link').count()) > 5)
  },

  'the 工作台 draws the last twelve months, and the page of trends all five rates': async ({ desktop, server }) => {
    const page = await office(desktop, '/')
    const card = page.getByRole('region', { name: '近 12 月趋势' })
    await card.getByRole('figure', { name: /设备达标率从[\d.]+ ?%到[\d.]+ ?%/ }).waitFor()
    await narrow(page)
    await page.setViewportSize({ width: 1440, height: 900 })
    await card.getByRole('link', { name: '全部比率' }).click()
    await page.waitForURL('**/statistics/trend*')
    await page.getByRole('figure', { name: /软件达标率从/ }).waitFor()
    const rows = page.getByRole('region', { name: '每天的比率' }).getByRole('row')
    assert.ok((await rows.count()) >= 12)
    const today = await (await client(server, 'county'))('GET', '/statistics')
    assert.ok((await rows.nth(1).textContent()).includes(today.totals.rates.passed.text), 'the last point is the figure of today')
    await page.getByText('每周日').click()
    await page.waitForURL('**step=week*')
    await narrow(page)
  },

  'a county lays its schools side by side by one rate, and the workbook says the same': async ({ desktop, server }) => {
    const page = await office(desktop, '/statistics/trend')
    await page.getByText('下级对比').click()
    await page.waitForURL('**side=true*')
    const part = page.getByRole('region', { name: '下级单位的趋势' })
    const table = part.getByRole('region', { name: '下级单位的设备达标率' })
    await table.getByRole('row').nth(2).waitFor()
    await narrow(page)
    await page.setViewportSize({ width: 1440, height: 900 })
    const rate = part.getByRole('combobox', { name: '比率' })
    await rate.click({ force: true }) // the chosen one lies over it
    await page.getByRole('option', { name: '可用率', exact: true }).click()
    await part.getByRole('figure', { name: /^可用率：/ }).waitFor()
    const county = await client(server, 'county')
    const organisation = (await county('GET', '/me')).grants[0].organisation_id
    const told = await county('GET', `/statistics/trend/children?organisation=${organisation}&step=month`)
    const names = told.sides.map((s) => s.name)
    const head = part.getByRole('region', { name: '下级单位的可用率' }).getByRole('columnheader')
    assert.deepEqual((await head.allTextContents()).slice(1), names)
    const sheets = await workbook(page)
    const last = sheets['可用率'].find((cells) => cells[0] === told.sides[0].points.at(-1).on)
    assert.deepEqual(last.slice(1, 1 + names.length).map((cell) => parseFloat(cell).toFixed(2)), told.sides.map((s) => s.points.at(-1).rates.usable.percent.toFixed(2)))

    const two = told.children.filter((c) => c.in_use > 0).slice(0, 2)
    await page.goto(`/statistics/trend?side=true&${two.map((c) => `children=${c.id}`).join('&')}`)
    await table.getByRole('columnheader', { name: two[1].name }).waitFor()
    assert.equal(await table.getByRole('columnheader').count(), 3)
  },

  'two days are compared: what came less what went is the difference, a cause opens its devices, and the workbook says the same': async ({ desktop }) => {
    const page = await office(desktop, `/statistics/comparison?from=${day}`)
    const balance = page.getByRole('region', { name: '增减情况' })
    const row = balance.getByRole('row').filter({ hasText: '不达标（台）' })
    await row.waitFor()
    const [before, came, went, after] = (await row.getByRole('cell').allTextContents()).slice(0, 4).map((text) => Number(/[\d,]+/.exec(text)[0].replaceAll(',', '')))
    assert.equal(before + came - went, after)
    assert.ok(came + went > 0)

    await narrow(page)
    await page.setViewportSize({ width: 1440, height: 900 })
    const cause = balance.getByText(/^更换 \d+$/).last()
    const count = Number(/\d+/.exec(await cause.textContent())[0])
    await cause.click()
    await page.waitForURL('**cause=*')
    const changes = page.getByRole('region', { name: '逐条变化' }).last()
    await page.getByRole('heading', { name: `逐条变化 ${count} 条` }).waitFor()
    await changes.getByText('更换').first().waitFor()
    const sheets = await workbook(page)
    const lines = sheets['变化明细'].filter((cells) => cells.includes('不再不达标'))
    assert.equal(lines.length, count)
    const sum = sheets['变化汇总'].find((cells) => cells[0] === '不达标（台）' && cells[1] === '合计')
    assert.deepEqual(sum.slice(2, 6).map((cell) => Number(cell.replaceAll(',', ''))), [before, came, went, after])
    await changes.getByRole('link').first().click()
    await page.waitForURL('**/devices/*')
  },
}
