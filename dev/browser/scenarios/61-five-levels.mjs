// 上报 through all five levels: the province asks, a 中心校 fills in for its teaching points, a school reports, and the
// sums go up through county and city until the province signs; with one return, and one correction that comes late.
import assert from 'node:assert/strict'
import { readFileSync } from 'node:fs'
import { client, confirm, day, report, save, signIn } from '../steps.mjs'
import { readWorkbook } from '../workbook.mjs'

const name = '全省秋季学期班班通排查'
const story = {} // what one scenario leaves to the next: the period, and who reports

/** Somebody at their desk, at a page of the period. */
async function at(desktop, username, path) {
  const page = await desktop(`/login?next=${path}`)
  await signIn(page, username)
  await page.waitForURL(`**${path}`)
  return page
}

/** Reports without a screen, for what another scenario has shown. */
async function send(server, username, organisation) {
  const ask = await client(server, username)
  const path = `/periods/${story.period}/submissions/${organisation}`
  const page = await ask('GET', path)
  const explanations = Object.fromEntries(page.draft.findings.filter((f) => f.must).map((f) => [f.key, '已核对台账，属实']))
  const { version } = await ask('PATCH', path, { version: page.version, remarks: page.remarks, explanations })
  return ask('POST', `${path}/submit`, { version, zero: page.draft.can_zero })
}

/** Accepts all that waits for a level. */
async function accept(server, username, organisation) {
  const ask = await client(server, username)
  const board = await ask('GET', `/periods/${story.period}/board?organisation=${organisation}`)
  const items = board.rows.filter((r) => r.actions.includes('accept')).map(({ organisation_id, version }) => ({ organisation_id, version }))
  assert.ok(items.length > 0, 'nothing waits')
  for (const { problem } of await ask('POST', `/periods/${story.period}/accept`, { organisation_id: organisation, items })) assert.equal(problem, '')
}

const submission = (organisation) => `/periods/${story.period}/${organisation}`
const broken = (page) => page.current.figures.devices.failed_or_damaged

export default {
  'the province opens a period, and the desk of every level asks for its part': async ({ desktop, server }) => {
    const page = await at(desktop, 'province', '/periods')
    await page.getByRole('button', { name: '开启上报' }).click()
    const form = page.getByRole('dialog')
    await form.getByLabel('设区市截止').waitFor()
    await form.getByLabel('名称').fill(name)
    await form.getByRole('button', { name: '开启', exact: true }).click()
    await form.waitFor({ state: 'detached' })
    await page.locator('.list').getByRole('link', { name }).click()
    await page.waitForURL(/periods\/\d+$/)
    story.period = Number(page.url().match(/\d+$/)[0])

    for (const username of ['city', 'county', 'centre', 'school']) {
      const ask = await client(server, username)
      const task = (await ask('GET', '/desk/submissions')).find((t) => t.period.id === story.period)
      assert.ok(task.due > day(0) && task.actions.includes('submit'), `${username} is asked for ${JSON.stringify(task)}`)
      story[username] = task.organisation_id
    }
    story.province = (await (await client(server, 'province'))('GET', `/periods/${story.period}`)).organisation_id
    const school = await at(desktop, 'school', '/')
    const desk = school.getByRole('region', { name: '要我办的上报' })
    await desk.getByText(/还剩 \d+ 天/).first().waitFor()
    await desk.getByRole('listitem').filter({ hasText: name }).getByRole('link', { name: '去上报' }).click()
    await school.waitForURL(`**${submission(story.school)}`)
    await report(school)
  },

  'a 中心校 fills in for its teaching points at once, which says so, and sends its sum': async ({ desktop }) => {
    const page = await at(desktop, 'centre', `/periods/${story.period}`)
    await page.getByRole('row').filter({ hasText: '未报' }).first().waitFor()
    await page.getByLabel('选择全部可以代填的').check({ force: true }) // Element Plus lays its own box over it
    await page.getByRole('button', { name: /^代填 \d+ 所$/ }).click()
    const form = page.getByRole('dialog')
    await form.getByText('上报后注明“代填”').waitFor()
    for (const field of await form.getByPlaceholder('属实的，在这里说明原因').all()) await field.fill('教学点没有电脑，电话核对')
    await form.getByRole('button', { name: /^代填上报 \d+ 所$/ }).click()
    await form.waitFor({ state: 'detached' })
    await page.getByRole('row').filter({ hasText: '已通过' }).filter({ hasText: '代填' }).first().waitFor()
    await page.goto(submission(story.centre))
    await report(page)
  },

  'the county returns one, takes it the second time, and every level sums what it accepted': async ({ desktop, server }) => {
    const page = await at(desktop, 'county', submission(story.school))
    await page.getByRole('button', { name: '退回', exact: true }).click()
    const question = page.getByRole('dialog')
    await question.getByRole('textbox').fill('两间教室的屏幕没有登记')
    await question.getByRole('button', { name: '退回' }).click()
    await page.getByRole('heading', { level: 1 }).getByText('已退回').waitFor()
    await send(server, 'school', story.school)
    await page.goto(`/periods/${story.period}?at=${story.county}`)
    await page.getByRole('button', { name: '全部通过（2）' }).click()
    await page.getByText('已审核通过 2 个单位').waitFor()
    await page.goto(submission(story.county))
    await report(page)

    await accept(server, 'city', story.city)
    await send(server, 'city', story.city)
    await accept(server, 'province', story.province)
    story.before = broken(await send(server, 'province', story.province))
    assert.ok(story.before > 0)
  },

  'a late correction marks the sums above as out of date until each is made anew': async ({ desktop, server }) => {
    const county = await client(server, 'county')
    const path = `/periods/${story.period}/submissions/${story.school}`
    const { version } = await county('GET', path)
    await county('POST', `${path}/return`, { version, note: '昨天又坏了一台' })
    const school = await client(server, 'school')
    const [device] = (await school('GET', '/devices?grade=pass&state=in_use&page_size=1')).items
    await school('POST', `/devices/${device.id}/state`, { state: 'damaged', reason: '碎屏', version: device.version })
    const again = await send(server, 'school', story.school)
    assert.equal(again.current.revision, 3)

    const province = await at(desktop, 'province', submission(story.province))
    await province.getByText('这份汇总已过期').first().waitFor()
    const page = await at(desktop, 'county', '/')
    const task = page.getByRole('region', { name: '要我办的上报' }).getByRole('listitem').filter({ hasText: name })
    await task.getByText('汇总已过期').first().waitFor()
    await accept(server, 'county', story.county)
    await page.reload()
    await task.getByRole('link', { name: '重新汇总' }).click()
    await page.waitForURL(`**${submission(story.county)}`)
    await report(page)

    await accept(server, 'city', story.city)
    await send(server, 'city', story.city)
    await accept(server, 'province', story.province)
    await province.reload()
    await report(province)
    await province.getByText('第 2 版').first().waitFor()
    await province.getByText('这份汇总已过期').waitFor({ state: 'detached' })
    const ask = await client(server, 'province')
    assert.equal(broken(await ask('GET', `/periods/${story.period}/submissions/${story.province}`)), story.before + 1)
  },

  'the workbook of more schools than one would wait for is made by the server meanwhile, and is the same whenever it is fetched': async ({ desktop }) => {
    const page = await at(desktop, 'city', submission(story.city))
    // Twelve schools are written while one waits and are over at once: the page is told what it would be of many more.
    const many = { status: 409, code: 'workbook-takes-long', detail: '统计表要在后台生成，请到“我的导出”下载。' }
    await page.route('**/api/v1/snapshots/*/workbook', (route) => (route.request().method() === 'GET' ? route.fulfill({ status: 409, json: many }) : route.fallback()))
    await page.route('**/api/v1/exports', async (route) => {
      const answer = await route.fetch()
      await route.fulfill({ response: answer, json: (await answer.json()).map((one) => ({ ...one, status: 'running', done: 5, total: 400 })) })
    })
    const direct = page.getByRole('button', { name: '下载统计表' }).first()
    await direct.click()
    const drawer = page.getByRole('dialog', { name: '我的导出' })
    await drawer.getByText('5 / 400 所学校').waitFor()
    await drawer.getByRole('progressbar', { name: /统计表/ }).waitFor()
    await page.unrouteAll({ behavior: 'wait' })
    const made = readFileSync(await save(page, drawer.getByRole('button', { name: '下载' })))
    await page.keyboard.press('Escape')
    await drawer.waitFor({ state: 'hidden' })
    assert.ok(made.length > 5_000)
    assert.ok(made.equals(readFileSync(await save(page, direct))))
  },

  'the province signs, and its workbook names the snapshot': async ({ desktop, server }) => {
    const page = await at(desktop, 'province', `/periods/${story.period}`)
    await confirm(page, '定稿', '定稿')
    await page.getByRole('heading', { level: 1 }).getByText('已定稿').waitFor()
    await page.goto(submission(story.province))
    const hash = /[0-9a-f]{64}/.exec(await page.getByText('校验码').textContent())[0]
    const file = await save(page, page.getByRole('button', { name: '下载统计表' }).first())
    assert.ok(JSON.stringify(await readWorkbook(file)).includes(hash), 'the paper names the snapshot')
    const ask = await client(server, 'county')
    await assert.rejects(send(server, 'county', story.county))
    assert.equal((await ask('GET', '/desk/submissions')).some((t) => t.period.id === story.period), false)
  },
}
