// The desk of a county office: every figure leads to its rows, the keyboard reaches everything, and neither a narrow
// screen nor an old browser loses anything.
import assert from 'node:assert/strict'
import { fits, save, signIn } from '../steps.mjs'
import { readWorkbook } from '../workbook.mjs'

/** The county office, signed in, at a path. */
async function office(desktop, path = '/') {
  const page = await desktop(`/login?next=${encodeURIComponent(path)}`)
  await signIn(page, 'county')
  await page.waitForURL((url) => url.pathname !== '/login')
  return page
}

const pages = ['/', '/schools', '/classrooms', '/classrooms/2', '/devices', '/devices/2', '/compliance', '/standard', '/tickets', '/tickets/new', '/statistics', '/imports', '/quality', '/organisations', '/users', '/audit']

/** Has a page shown its heading and all it asked for? */
async function opens(page, path) {
  await page.goto(path)
  await page.getByRole('heading', { level: 1 }).waitFor()
  await page.waitForLoadState('networkidle')
  assert.equal(await page.getByRole('alert').count(), 0, `${path} shows a problem`)
}

export default {
  'every kind of figure in the report leads to as many rows as it says': async ({ desktop }) => {
    const page = await office(desktop, '/statistics')
    for (const grouping of ['organisation', 'category', 'criterion']) {
      await page.goto(`/statistics?group_by=${grouping}`)
      const cells = page.locator('.report tbody td a')
      await cells.first().waitFor()
      const links = await cells.evaluateAll((all) => all.map((a) => [a.getAttribute('href'), a.textContent.trim().replaceAll(',', '')]))
      const every = Math.ceil(links.length / 8)
      for (const [href, figure] of links.filter((_, i) => i % every === 0)) {
        const list = new URL(href, page.url()).pathname // the page asks for others too, for its filters
        const answer = page.waitForResponse((r) => new URL(r.url()).pathname === `/api/v1${list}`)
        await page.goto(href)
        assert.equal(String((await (await answer).json()).total), figure, href)
      }
    }
  },

  'a workbook that takes long is made while one looks at something else, and fetched later': async ({ desktop }) => {
    const page = await office(desktop, '/statistics')
    await page.getByRole('button', { name: '导出明细' }).click()
    await page.getByRole('dialog', { name: '我的导出' }).getByText(/教室与设备明细/).waitFor()
    await page.goto('/devices')
    await page.getByRole('button', { name: /我的导出/ }).click()
    const fetch = page.getByRole('dialog', { name: '我的导出' }).getByRole('button', { name: '下载' })
    await fetch.waitFor({ timeout: 60_000 })
    const sheets = await readWorkbook(await save(page, fetch))
    assert.equal(sheets['教室明细'][0][0], '教室明细')
    assert.ok(sheets['设备明细'].some((row) => row.includes('信丰县第一小学')), 'no device of the first school')
  },

  'a list is read and a row opened without a mouse': async ({ desktop }) => {
    const page = await office(desktop, '/devices')
    await page.getByRole('link', { name: 'OPS 插拔式电脑' }).first().waitFor()
    await page.locator('tbody tr').nth(2).focus()
    await page.keyboard.press('Enter')
    await page.getByRole('dialog').waitFor()
    assert.match(page.url(), /open=\d+/)
    await page.keyboard.press('Escape')
    await page.getByRole('dialog').waitFor({ state: 'detached' })
  },

  'the place and the filter are in the address, and the place goes along to the next page': async ({ desktop }) => {
    const page = await office(desktop, '/devices')
    await page.getByRole('button', { name: '选择下级' }).click()
    await page.getByRole('button', { name: /信丰县第一小学/ }).click()
    await page.waitForURL(/organisation=\d+/)
    const place = new URL(page.url()).searchParams.get('organisation')
    await page.getByPlaceholder(/名称、型号/).fill('OPS')
    await page.waitForURL(/q=OPS/)
    await page.getByRole('link', { name: '报修工单' }).click()
    await page.waitForURL(new RegExp(`/tickets\\?organisation=${place}$`))
  },

  'a corrected memory is sent with Enter and judged at once, and what is no number is not sent': async ({ desktop }) => {
    const page = await office(desktop, '/devices?category=host&grade=pass')
    await page.getByRole('link', { name: 'OPS 插拔式电脑' }).first().click()
    const edit = async (memory) => {
      await page.getByRole('button', { name: '更正' }).click()
      await page.getByRole('tab', { name: '配置参数' }).click()
      await page.getByLabel('内存').fill(memory)
      await page.getByLabel('内存').press('Enter')
    }
    await edit('２GB')
    await page.getByText('内存不足 4 GB').waitFor()
    await page.getByRole('dialog').waitFor({ state: 'hidden' })
    await edit('很大')
    await page.getByText('请填写数字。').waitFor()
    assert.ok(await page.getByRole('dialog').isVisible())
  },

  'a link to a page that is not there, or not for this person, says so': async ({ desktop }) => {
    const page = await office(desktop, '/no-such-page')
    await page.getByText('没有这个页面').waitFor()
    const teacher = await desktop('/login?next=/users')
    await signIn(teacher, 'teacher')
    await teacher.getByText('您没有查看这个页面的权限').waitFor()
  },

  'nothing is cut off at 1024 and 390 pixels': async ({ desktop }) => {
    const page = await office(desktop)
    for (const path of pages) {
      await opens(page, path)
      for (const width of [1024, 390]) {
        await page.setViewportSize({ width, height: 800 })
        await fits(page)
      }
    }
  },

  'every page opens in a browser that knows no more than Chromium 86': async ({ desktop }) => {
    const page = await desktop('/login')
    await page.addInitScript(() => {
      const newer = [
        ...[Array, String, Object.getPrototypeOf(Int8Array)].flatMap((type) =>
          ['at', 'findLast', 'findLastIndex', 'toSorted', 'toReversed', 'toSpliced', 'with', 'isWellFormed', 'toWellFormed'].map((name) => [type.prototype, name]),
        ),
        ...['hasOwn', 'groupBy'].map((name) => [Object, name]),
        ...['withResolvers', 'try'].map((name) => [Promise, name]),
        ...['any', 'timeout', 'abort'].map((name) => [AbortSignal, name]),
        ...['union', 'difference', 'intersection', 'isSubsetOf'].map((name) => [Set.prototype, name]),
        ...['structuredClone', 'reportError', 'Iterator', 'scheduler', 'navigation'].map((name) => [window, name]),
        [Array, 'fromAsync'],
        [Map, 'groupBy'],
        [URL, 'canParse'],
        [Crypto.prototype, 'randomUUID'],
        [URLSearchParams.prototype, 'size'],
        [AbortSignal.prototype, 'throwIfAborted'],
      ]
      for (const [owner, name] of newer) delete owner[name]
    })
    await page.goto('/login')
    await signIn(page, 'county')
    await page.waitForURL((url) => url.pathname !== '/login')
    for (const path of [...pages, '/statistics?view=chart']) await opens(page, path)
  },
}
