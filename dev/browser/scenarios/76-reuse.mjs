// 利旧: a host lies idle in one school and a classroom of another has a dead one. The county has it moved, both schools
// sign, the second by scanning its label with a phone; and the dead one is disposed of.
import assert from 'node:assert/strict'
import { client, fits, save, signIn } from '../steps.mjs'
import { readWorkbook } from '../workbook.mjs'

let school, centre, room, dead, spare, token, order

async function desk(desktop, username, path) {
  const page = await desktop(`/login?next=${encodeURIComponent(path)}`)
  await signIn(page, username)
  await page.waitForURL((url) => url.pathname === path.split('?')[0])
  return page
}

async function fitsAll(page) {
  for (const width of [390, 1024, 1440]) {
    await page.setViewportSize({ width, height: 900 })
    await fits(page)
  }
}

/** How many classrooms of the school can be used. */
async function usable(server) {
  const ask = await client(server, 'school')
  const table = await ask('GET', `/statistics?organisation=${school}&group_by=organisation`)
  return table.totals.rates.usable.n
}

/** The county's administrator, a dead host in a classroom of 第一小学, and its like in the store of the 中心校. */
async function prepare(server) {
  dead = spare = undefined // the story is told once on each database
  const [county, first, second] = await Promise.all(['county', 'school', 'centre'].map((who) => client(server, who)))
  school = (await first('GET', '/me')).grants[0].organisation_id
  centre = (await second('GET', '/me')).grants[0].organisation_id
  const hosts = (await first('GET', `/devices?school_id=${school}&category=host&state=in_use&grade=pass&page_size=200`)).items
  for (const one of hosts) {
    room = await first('GET', `/classrooms/${one.classroom_id}`)
    if (room.grade === 'pass' && !room.damaged) dead = await first('GET', `/devices/${one.id}`)
    if (dead) break
  }
  dead = await first('POST', `/devices/${dead.id}/state`, { state: 'to_retire', reason: '主板烧坏，无法修复', version: dead.version })
  // rooms of the 中心校 that need a host come first, so that it takes some of them until one goes to the other school
  const place = (await county('GET', '/me')).grants[0].organisation_id
  for (let tries = 0; !spare && tries < 15; tries++) {
    await county('POST', '/devices', { school_id: centre, category: 'host', name: '备用 OPS 电脑', brand: dead.brand, model: dead.model,
      bought_on: dead.bought_on, specs: dead.specs })
    const move = (await county('GET', `/reuse?organisation=${place}`)).moves.find((one) => one.classroom_id === room.id)
    spare = move && (await county('GET', `/devices/${move.device.id}`))
  }
  token = (await county('GET', `/labels?ids=${spare.id}&base=${encodeURIComponent(server.url)}`))[0].token
}

export default {
  'the county sees which idle device serves where, makes the order in one step and approves it': async ({ desktop, server }) => {
    await prepare(server)
    const page = await desk(desktop, 'county', '/reuse')
    const move = page.getByRole('listitem').filter({ hasText: `信丰县第一小学 ${room.building}${room.name}` })
    await move.filter({ hasText: '跨中心校' }).waitFor()
    await fitsAll(page)
    const all = page.getByRole('checkbox', { name: '全选' })
    if (!(await all.isChecked())) await all.press('Space')
    await all.press('Space')
    await move.getByRole('checkbox').press('Space')
    await page.getByRole('button', { name: '生成调拨单（1 台）' }).click()
    await page.getByRole('dialog').getByText('合成 1 张调拨单').waitFor()
    await page.getByRole('dialog').getByRole('button', { name: '生成' }).click()
    await page.waitForURL('**/transfers?*')
    await page.getByRole('table', { name: '调拨单' }).getByRole('link', { name: /^DB/ }).first().click()
    await page.getByRole('heading', { level: 1 }).getByText('待批准').waitFor()
    order = Number(new URL(page.url()).pathname.split('/').at(-1))
    await page.getByRole('button', { name: '批准', exact: true }).click()
    await page.getByRole('heading', { level: 1 }).getByText('已批准').waitFor()
    assert.equal(await page.getByRole('button', { name: '签字交出' }).count(), 0)
    await fitsAll(page)
  },

  'until it is received, the device can be neither moved nor retired otherwise': async ({ server }) => {
    const ask = await client(server, 'county')
    const now = await ask('GET', `/devices/${spare.id}`)
    await assert.rejects(ask('POST', `/devices/${spare.id}/move`, { school_id: school, version: now.version }), /device-held/)
    await assert.rejects(ask('POST', `/devices/${spare.id}/state`, { state: 'retired', reason: '旧', version: now.version }), /device-held/)
  },

  'the giving school signs': async ({ desktop }) => {
    const page = await desk(desktop, 'centre', '/')
    await page.getByRole('link', { name: /张调拨单待我校交出/ }).click()
    await page.getByRole('table', { name: '调拨单' }).getByRole('link', { name: /^DB/ }).first().click()
    await page.getByRole('button', { name: '签字交出' }).click()
    const form = page.getByRole('dialog')
    await form.getByLabel('状况').fill('完好，带电源线')
    await form.getByLabel('签字', { exact: true }).fill('钟保管')
    await form.getByRole('button', { name: '签字交出' }).click()
    await page.getByRole('heading', { level: 1 }).getByText('已交出').waitFor()
    await page.getByText('钟保管').first().waitFor()
    await fitsAll(page)
  },

  'the receiving school scans the label with a phone and receives; register, verdict and figures follow': async ({ phone, server }) => {
    const before = await usable(server)
    const page = await phone(`/m/login?next=/r/${token}`)
    await signIn(page, 'school')
    await page.getByRole('button', { name: '接收', exact: true }).tap()
    await page.getByRole('heading', { name: spare.name }).waitFor()
    await page.getByText('钟保管').waitFor()
    await fits(page)
    assert.equal(await page.getByLabel('放到哪里').inputValue(), String(room.id))
    await page.getByRole('button', { name: '接收', exact: true }).tap()
    await page.getByRole('heading', { name: '已接收，台账已更新。' }).waitFor()
    await fits(page)

    const ask = await client(server, 'school')
    const now = await ask('GET', `/devices/${spare.id}`)
    assert.deepEqual([now.school_id, now.classroom_id, now.state, now.bought_on], [school, room.id, 'in_use', spare.bought_on])
    assert.equal((await ask('GET', `/classrooms/${room.id}`)).grade, 'pass')
    assert.match((await ask('GET', `/devices/${spare.id}/events`))[0].detail, /调拨单 DB/)
    assert.equal(await usable(server), before, 'the dead host still stands there')
  },

  'the order shows both signatures, on the page and on the sheet to file': async ({ desktop }) => {
    const page = await desk(desktop, 'county', `/transfers/${order}`)
    await page.getByRole('heading', { level: 1 }).getByText('已接收').waitFor()
    await fitsAll(page)
    const sheet = (await readWorkbook(await save(page, page.getByRole('button', { name: '下载调拨单' }))))['调拨单'].flat()
    for (const words of ['调出学校经手人：钟保管', '接收学校经手人：学校管理员', '完好，带电源线']) assert.ok(sheet.includes(words), `${words}: ${sheet}`)
  },

  'the school applies for the dead one to be disposed of, the county approves, and the classroom can be used again': async ({ desktop, server }) => {
    const before = await usable(server)
    const page = await desk(desktop, 'school', `/devices/${dead.id}`)
    await page.getByRole('button', { name: '更多' }).click()
    await page.getByRole('menuitem', { name: '申请报废' }).click()
    const form = page.getByRole('dialog')
    await form.getByLabel('情况说明').fill('主板烧坏，维修费用超过残值')
    await form.getByRole('button', { name: '提交申请' }).click()
    await page.getByRole('heading', { level: 1 }).getByText('待审批').waitFor()
    assert.equal(await page.getByRole('button', { name: '批准报废' }).count(), 0)

    const bureau = await desk(desktop, 'county', '/')
    await bureau.getByRole('link', { name: /份报废申请待审批/ }).click()
    await bureau.getByRole('table', { name: '报废申请' }).getByRole('link', { name: /^BF/ }).first().click()
    await bureau.getByText('这些设备在本县没有利旧的去处。').waitFor()
    await fitsAll(bureau)
    await bureau.getByRole('button', { name: '批准报废' }).click()
    await bureau.getByRole('dialog').getByLabel('批复文号').fill('信教装〔2026〕8 号')
    await bureau.getByRole('dialog').getByRole('button', { name: '批准报废' }).click()
    await bureau.getByRole('heading', { level: 1 }).getByText('已批准报废').waitFor()
    await bureau.getByText('批复文号：信教装〔2026〕8 号').waitFor()

    const ask = await client(server, 'school')
    assert.equal((await ask('GET', `/devices/${dead.id}`)).state, 'retired')
    assert.equal(await usable(server), before + 1)
  },

  'the county transfers two devices that it chooses in the list, and the list says what holds them': async ({ desktop, server }) => {
    const ask = await client(server, 'county')
    const idle = (await ask('GET', `/devices?school_id=${centre}&state=idle&page_size=200`)).items.filter((d) => !d.held).slice(0, 2)
    const page = await desk(desktop, 'county', `/devices?school_id=${centre}&state=idle`)
    for (const d of idle) await page.getByRole('row').filter({ has: page.locator(`a[href$="/devices/${d.id}"]`) }).getByRole('checkbox').check()
    await page.getByRole('button', { name: '调拨', exact: true }).click()
    const form = page.getByRole('dialog')
    await form.getByLabel('接收学校').fill('第一小学')
    await page.getByRole('option', { name: /信丰县第一小学/ }).click()
    await form.getByLabel('调拨原因').fill('功能室添置设备')
    await form.getByRole('button', { name: '生成调拨单' }).click()
    await page.getByRole('heading', { level: 1 }).getByText('待批准').waitFor()
    assert.equal(await page.getByRole('button', { name: '批准', exact: true }).count(), 1)
    await page.goto(`/devices?school_id=${centre}&state=idle`)
    const row = page.getByRole('row').filter({ has: page.locator(`a[href$="/devices/${idle[0].id}"]`) })
    await row.getByRole('link', { name: '在调拨中' }).click()
    await page.getByRole('heading', { level: 1 }).getByText(/^调拨单 DB/).waitFor()
    await page.goto(`/devices?school_id=${centre}&state=idle`)
    await row.getByRole('checkbox').check()
    await page.getByRole('button', { name: '申请报废' }).click()
    await page.getByText(/已列入 DB.*办结或取消以后才能另行处理/).waitFor()
  },

  'a school applies for two devices of the list at once and takes it back': async ({ desktop, server }) => {
    const ask = await client(server, 'centre')
    const idle = (await ask('GET', `/devices?school_id=${centre}&state=idle&page_size=200`)).items.filter((d) => !d.held).slice(0, 2)
    const page = await desk(desktop, 'centre', `/devices?school_id=${centre}&state=idle`)
    for (const d of idle) await page.getByRole('row').filter({ has: page.locator(`a[href$="/devices/${d.id}"]`) }).getByRole('checkbox').check()
    await page.getByRole('button', { name: '申请报废' }).click()
    await page.getByRole('dialog').getByLabel('情况说明').fill('库房清理')
    await page.getByRole('dialog').getByRole('button', { name: '提交申请' }).click()
    await page.getByRole('heading', { level: 1 }).getByText('待审批').waitFor()
    await page.getByText('2 台，超过使用年限：库房清理').waitFor()
    await page.goto(`/devices/${idle[0].id}`)
    await page.getByRole('link', { name: '报废审批中' }).first().click()
    await page.getByRole('button', { name: '撤回' }).click()
    await page.getByRole('dialog').getByRole('button', { name: '撤回' }).click()
    await page.getByRole('heading', { level: 1 }).getByText('已撤回').waitFor()
    assert.deepEqual((await Promise.all(idle.map((d) => ask('GET', `/devices/${d.id}`)))).map((d) => [d.state, d.held]), [['idle', null], ['idle', null]])
  },

  'the county has a plan computed, then for half the money, fetches it and finds what it replaces under 利旧': async ({ desktop, server }) => {
    const page = await desk(desktop, 'county', '/renewal')
    await page.getByRole('button', { name: '新建计划' }).first().click()
    const form = page.getByRole('dialog')
    await form.getByLabel('名称').fill('利旧以后的更新')
    await form.getByLabel('预算').fill('20')
    await form.getByRole('button', { name: '测算' }).click()
    await page.waitForURL(/\/renewal\/\d+/)
    await page.getByText('预算 20 万元').waitFor() // once a server has computed it
    await fitsAll(page)
    await page.getByRole('button', { name: '调整目标' }).click()
    await form.getByLabel('预算').fill('10')
    await form.getByRole('button', { name: '测算' }).click()
    await page.getByText('预算 10 万元').waitFor()
    const saving = page.waitForEvent('download')
    await page.getByRole('button', { name: '下载 Excel' }).click()
    const book = await readWorkbook(await (await saving).path())
    assert.ok(book['学校汇总'].flat().some((text) => String(text).includes('100,000 元')), 'the workbook is of the new budget')

    // who asks and leaves finds the result all the same, and meanwhile the former one
    const id = Number(new URL(page.url()).pathname.split('/').at(-1))
    const ask = await client(server, 'county')
    const plan = await ask('GET', `/renewal-plans/${id}`)
    const asked = await ask('POST', `/renewal-plans/${id}/compute`, { version: plan.version, aims: { ...plan.asked, budget_cents: 500_000_00 } })
    assert.deepEqual([asked.version, asked.computed_at !== null], [plan.version + 1, true])
    await page.goto('/renewal')
    await page.getByRole('table', { name: '更新计划' }).getByRole('link', { name: '利旧以后的更新' }).click()
    await page.getByText('预算 50 万元').waitFor()

    await page.goto('/reuse')
    await page.getByRole('combobox', { name: '计入哪项更新计划换下的设备' }).press('Enter')
    await page.getByRole('option', { name: '加上“利旧以后的更新”换下的' }).click()
    await fitsAll(page)
  },
}
