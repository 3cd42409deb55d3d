// 标准版本: a county asks for more than the notice. It is told what is wrong with a rule while it types, sees at which schools
// how many would fall, found out by the server whoever looks, and puts its version in force: its rooms fall by its clause, the neighbour's stay as they were, and
// so does what was reported before. It is the last story, since what is in force stays so and other stories are told by the
// notice alone.
import assert from 'node:assert/strict'
import { setTimeout as sleep } from 'node:timers/promises'
import { client, day, fits, signIn } from '../steps.mjs'

const paper = '信教字〔2026〕15号'
const story = {} // what one scenario leaves to the next

async function office(desktop, username, path) {
  const page = await desktop(`/login?next=${encodeURIComponent(path)}`)
  await signIn(page, username)
  await page.waitForURL(`**${path}`)
  return page
}

async function fitsAll(page) {
  for (const width of [390, 1024, 1440]) {
    await page.setViewportSize({ width, height: 900 })
    await fits(page)
  }
}

/** A room with a screen and a computer of 2020 with 4 GB and a small disk, in a school of a county. */
async function room(ask, county, name) {
  const school = await ask('POST', '/schools', { parent_id: county, name, type: 'primary', area: 'town', sponsor: 'education' })
  const classroom = await ask('POST', '/classrooms', { school_id: school.id, name: '三（1）班', kind: 'ordinary', student_count: 40 })
  const specs = { host: { cpu_cores: 4, cpu_threads: 4, cpu_base_mhz: 3600, memory_mib: 4096, disks: [{ kind: 'ssd', size_mb: 256_000 }], gpu: 'discrete', nic_mbps: 1000 } }
  await ask('POST', '/devices', { school_id: school.id, classroom_id: classroom.id, category: 'host', name: '台式电脑', bought_on: '2020-09-01', specs })
  await ask('POST', '/devices', { school_id: school.id, classroom_id: classroom.id, category: 'panel', name: '一体机', bought_on: '2020-09-01', specs: { display: { size_inches: 65 } } })
  return classroom.id
}

/** What is said of a room by one criterion. */
async function verdict(ask, classroom, criterion) {
  return (await ask('GET', `/classrooms/${classroom}/verdicts`)).find((v) => v.criterion === criterion)
}

const grade = async (ask, classroom) => (await ask('GET', `/classrooms/${classroom}`)).grade

/** Waits until all schools are judged anew. */
async function judged(ask) {
  for (let tries = 0; (await ask('GET', '/evaluation')).running; tries++) {
    assert.ok(tries < 300, 'the evaluation does not end')
    await sleep(100)
  }
}

export default {
  'before: two counties with the same computer, and a school that has reported': async ({ server }) => {
    const [province, county, school] = await Promise.all(['province', 'county', 'school'].map((name) => client(server, name)))
    const me = await county('GET', '/me')
    story.county = me.grants[0].organisation_id
    const home = await province('GET', `/organisations/${story.county}`)
    const neighbours = await province('GET', `/organisations?parent_id=${home.parent_id}`)
    const neighbour = neighbours.find((o) => o.id !== story.county && o.kind === 'county')
    story.ours = await room(county, story.county, '信丰县测试小学')
    story.theirs = await room(province, neighbour.id, '邻县测试小学')
    for (const one of [story.ours, story.theirs]) {
      assert.equal((await verdict(province, one, 'HW-MIN-RAM')).outcome, 'pass')
      assert.notEqual(await grade(province, one), 'fail')
    }

    const tables = ['failures', 'details', 'network', 'renewal']
    const period = await county('POST', '/periods', { organisation_id: story.county, name: '标准修订前的上报', kind: 'survey', tables, due_school: day(5), due_centre: day(6) })
    const organisation = (await school('GET', '/me')).grants[0].organisation_id
    const path = `/periods/${period.id}/submissions/${organisation}`
    const page = await school('GET', path)
    const explanations = Object.fromEntries(page.draft.findings.filter((f) => f.must).map((f) => [f.key, '属实']))
    const { version } = await school('PATCH', path, { version: page.version, remarks: '', explanations })
    await school('POST', `${path}/submit`, { version, zero: page.draft.can_zero })
    story.reported = path
    story.before = (await school('GET', path)).current
    assert.ok(story.before)
  },

  'the county tightens a clause, reads what is wrong with a rule, and sees what would fall where': async ({ desktop }) => {
    const page = await office(desktop, 'county', '/standard')
    await page.getByRole('link', { name: '标准版本' }).click()
    await page.getByText('没有自己的版本').waitFor()
    await fitsAll(page)
    await page.getByRole('button', { name: '起草本单位的标准' }).click()
    await page.getByRole('heading', { level: 1, name: '信丰县标准' }).waitFor()
    await page.getByText('没有设备的判定会变化').waitFor()
    story.draft = new URL(page.url()).pathname
    await page.getByLabel('文号').fill(paper)
    await page.getByLabel('说明').fill('四年级起上机考试，4 GB 内存不够用。')
    await page.getByRole('form', { name: '名称与依据' }).getByRole('button', { name: '保存' }).click()
    await page.getByText(`草稿 · ${paper}`).waitFor()

    await page.getByRole('listitem', { name: '内存（最低配置）' }).getByRole('button', { name: '收紧' }).click()
    const form = page.getByRole('dialog', { name: '收紧：内存' })
    await form.getByLabel('要求值').fill('3')
    await form.getByLabel('要求值').press('Tab')
    await form.getByRole('button', { name: '保存' }).click()
    await form.getByText('不得宽于上级的 4').first().waitFor()
    await form.getByLabel('要求值').fill('8')
    await form.getByLabel('要求值').press('Tab')
    assert.equal(await form.getByLabel('要求的文字').inputValue(), '内存 ≥ 8 GB')

    const rule = form.getByLabel('另须满足')
    await rule.fill('host.memory >= 8 and host.dsk >= 200')
    await form.getByText('第 1 行第 27 列：没有名为 dsk 的数据').waitFor()
    await rule.fill('host.memory >= 8 and host.disk >= 200')
    await form.getByText('规则可用，用到：内存容量、硬盘容量').waitFor()
    await form.getByText('可以用的数据').click()
    await form.getByRole('button', { name: 'host.ssd' }).waitFor()
    await rule.fill('')
    await form.getByRole('button', { name: '保存' }).click()
    await form.waitFor({ state: 'detached' })

    const trial = page.getByRole('region', { name: '试算' })
    await trial.getByRole('table', { name: '按条款' }).getByRole('row', { name: /内存（最低配置）/ }).waitFor()
    await trial.locator('.el-pager .number').nth(1).click()
    const ours = trial.getByRole('table', { name: '按学校' }).getByRole('row', { name: '信丰县测试小学 1 套 1 台' })
    await ours.waitFor()
    await ours.getByRole('button', { name: '信丰县测试小学的教室' }).click()
    const rooms = trial.getByRole('list', { name: '信丰县测试小学有变化的教室' })
    await rooms.getByText('内存（最低配置）').waitFor()
    assert.match(await rooms.getByRole('link', { name: '三（1）班' }).getAttribute('href'), new RegExp(`/classrooms/${story.ours}$`))
    await fitsAll(page)
  },

  'the server tries a draft, whoever leaves or reloads the page, and tells others who may see it': async ({ desktop, server }) => {
    const city = await office(desktop, 'city', story.draft)
    await city.getByRole('region', { name: '试算' }).getByText('县级管理员试算').waitFor()

    const province = await client(server, 'province')
    const begun = await province('POST', '/standard-versions', { organisation_id: (await province('GET', '/me')).grants[0].organisation_id, version_id: 0 })
    const memory = { criterion: 'HW-MIN-RAM', values: { limit: 8 }, required: '内存 ≥ 8 GB', failure: '内存不足 8 GB。', mend: '内存加到 8 GB' }
    const change = (version, amendments) => province('PATCH', `/standard-versions/${begun.id}`, { version, name: '全省标准', document: '', note: '', amendments })
    const draft = await change(begun.version, { changed: [memory] })
    const path = `/standard/versions/${begun.id}`
    const page = await office(desktop, 'province', path)
    const trial = page.getByRole('region', { name: '试算' })
    await trial.getByRole('table', { name: '按下级单位' }).getByRole('button', { name: '信丰县' }).click()
    await trial.getByRole('heading', { name: '按学校：信丰县' }).waitFor()

    // A trial of twelve schools is over at once: what the page asks is answered as in the middle of one, and then as it is.
    const half = (answer) => ({ ...answer, status: 'running', done: 5, total: 12, finished_at: null })
    await page.route(`**/api/v1${path.replace('/standard/', '/standard-')}/trial`, async (route) => {
      const answer = await route.fetch()
      await route.fulfill({ response: answer, json: half(await answer.json()) })
    })
    await trial.getByRole('button', { name: '重新试算' }).click()
    await trial.getByText('已试算 5 / 12 所学校').waitFor()
    await page.reload()
    await trial.getByText('已试算 5 / 12 所学校').waitFor()
    await trial.getByRole('progressbar').waitFor()
    await fitsAll(page)
    await page.unrouteAll({ behavior: 'wait' })
    await trial.getByText(/[1-9]\d* 所/).first().waitFor()
    await page.close()

    // One that is asked for goes on when nobody looks, and says when the draft has changed since.
    const ask = (version) => province('POST', `/standard-versions/${begun.id}/trial`, { version })
    await ask(draft.version)
    let state
    for (let tries = 0; (state = await province('GET', `/standard-versions/${begun.id}/trial`)).status !== 'done'; tries++) {
      assert.ok(tries < 300, `the trial does not end: ${JSON.stringify(state)}`)
      await sleep(100)
    }
    assert.ok(state.fallen > 0 && state.done === state.total && !state.stale, JSON.stringify(state))
    const changed = await change(draft.version, { changed: [{ ...memory, values: { limit: 6 }, required: '内存 ≥ 6 GB' }] })
    assert.ok((await province('GET', `/standard-versions/${begun.id}/trial`)).stale)
    const later = await office(desktop, 'province', path)
    await later.getByRole('region', { name: '试算' }).getByText('的数据').waitFor()
    assert.ok(!(await province('GET', `/standard-versions/${begun.id}/trial`)).stale, 'the page does not have a small place tried again')
    await later.getByRole('button', { name: '删除草稿' }).click()
    await later.getByRole('dialog').getByRole('button', { name: '删除', exact: true }).click()
    await later.waitForURL('**/standard/versions?*')
    await assert.rejects(ask(changed.version), /404/)
  },

  'it adds a clause of its own, tries it on a room, and puts the version in force': async ({ desktop, server }) => {
    const page = await office(desktop, 'county', story.draft)
    await page.getByRole('tab', { name: /增加条款/ }).click()
    await page.getByRole('button', { name: '增加条款…' }).click()
    const form = page.getByRole('dialog', { name: '增加条款' })
    for (const [label, text] of [['名称', '固态硬盘'], ['依据', `${paper}第三条`], ['要求的文字', '固态硬盘 ≥ 500 GB'], ['不达标的说明', '固态硬盘不足 500 GB。'], ['整改办法', '更换 500 GB 固态硬盘。']]) {
      await form.getByLabel(label, { exact: true }).fill(text)
    }
    await form.getByLabel('规则', { exact: true }).fill('host.ssd >= 500')
    await form.getByText('规则可用，用到：固态硬盘容量').waitFor()
    const rooms = form.getByRole('combobox', { name: '用一间教室试算' })
    await rooms.fill('三（1）班')
    await page.getByRole('option', { name: '信丰县测试小学 三（1）班' }).click()
    await form.getByText(/不达标，固态硬盘 256 GB/).waitFor()
    await form.getByRole('button', { name: '保存' }).click()
    await form.waitFor({ state: 'detached' })
    const trial = page.getByRole('region', { name: '试算' })
    await trial.getByRole('table', { name: '按条款' }).getByRole('row', { name: /固态硬盘/ }).waitFor()

    await page.getByRole('button', { name: '实施…' }).click()
    const sure = page.getByRole('dialog', { name: '实施标准版本' })
    await sure.getByText(/\d+ 套、[\d,]+ 台变差/).waitFor()
    for (const words of ['信丰县及全部下级的', '内存 ≥ 4 GB', '内存 ≥ 8 GB', '固态硬盘 ≥ 500 GB']) await sure.getByText(words).first().waitFor()
    await sure.getByRole('button', { name: '确定实施' }).click()
    await page.waitForURL('**/standard/versions?*')
    const version = page.getByRole('article').filter({ hasText: '第 1 版' })
    await version.getByText('现行').waitFor()
    await version.getByText('内存 ≥ 8 GB').waitFor()
    await fitsAll(page)
    await judged(await client(server, 'county'))
  },

  'the room falls by the county\'s clauses, the neighbour\'s does not, and the report of before stays': async ({ desktop, server }) => {
    const page = await office(desktop, 'county', `/classrooms/${story.ours}`)
    for (const words of ['内存 ≥ 8 GB', '固态硬盘 ≥ 500 GB', `${paper}第三条`]) await page.getByText(words).locator('visible=true').first().waitFor()

    await page.goto('/standard')
    await page.getByText('及信丰县第1版（').waitFor()
    await page.getByText(`${paper}第三条`).waitFor()
    await fitsAll(page)

    const province = await client(server, 'province')
    const theirs = await verdict(province, story.theirs, 'HW-MIN-RAM')
    assert.deepEqual([theirs.outcome, theirs.required], ['pass', '内存 ≥ 4 GB'])
    assert.equal(await grade(province, story.ours), 'fail')
    assert.notEqual(await grade(province, story.theirs), 'fail')
    const own = (await province('GET', '/statistics?group_by=criterion')).rows.find((row) => row.label === '固态硬盘' && row.key.startsWith('EXT-'))
    assert.ok(own.devices.failed > 0, 'statistics of the province leave the county\'s clause out')
    const found = await province('GET', `/devices?criterion=${own.key}&installed=true&counted=true`)
    assert.equal(found.total, own.devices.failed)

    const school = await client(server, 'school')
    assert.deepEqual((await school('GET', story.reported)).current, story.before)
  },

  'the county goes back to the standard above from tomorrow, thinks better of it, and the history tells': async ({ desktop }) => {
    const page = await office(desktop, 'county', '/standard/versions')
    await page.getByRole('button', { name: '恢复为上级标准…' }).click()
    await page.getByRole('heading', { level: 1, name: '信丰县标准' }).waitFor()
    const rises = page.getByRole('region', { name: '试算' }).getByText('变好').locator('..')
    await rises.getByText(/[1-9]/).first().waitFor()
    await page.getByRole('button', { name: '实施…' }).click()
    const sure = page.getByRole('dialog', { name: '实施标准版本' })
    await sure.getByText('不再要求').first().waitFor()
    await sure.getByLabel('实施日期').fill(day(1))
    await sure.getByLabel('实施日期').press('Enter')
    await sure.getByText('此前可以撤回').waitFor()
    await sure.getByRole('button', { name: '确定实施' }).click()
    const coming = page.getByRole('article').filter({ hasText: '待实施' })
    await coming.getByRole('button', { name: '撤回…' }).click()
    await page.getByRole('dialog').getByRole('button', { name: '撤回', exact: true }).click()
    await page.getByText('已撤回').waitFor()
    await page.getByRole('button', { name: '删除草稿' }).click()
    await page.getByRole('dialog').getByRole('button', { name: '删除', exact: true }).click()
    await page.waitForURL('**/standard/versions?*')
    await page.getByRole('article').filter({ hasText: '第 1 版' }).getByText('现行').waitFor()
    assert.equal(await page.getByRole('article').count(), 1)
  },
}
