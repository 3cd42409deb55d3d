// 上报: a county asks, a school reports, is returned, mends it and reports again, and the county signs.
import assert from 'node:assert/strict'
import { readFileSync } from 'node:fs'
import { confirm, fits, report, save, signIn } from '../steps.mjs'

const name = '国庆前设备排查'

async function office(desktop, username) {
  const page = await desktop('/login?next=/periods')
  await signIn(page, username)
  await page.waitForURL('**/periods')
  return page
}

/** The school's own submission, from its list of what is to be done. */
async function school(desktop) {
  const page = await office(desktop, 'school')
  await page.getByRole('link', { name: new RegExp(`${name}：`) }).first().click()
  await page.waitForURL(/\/periods\/\d+\/\d+$/)
  return page
}

/** The period's board, which stands once its table does: the list before it has links of the same names. */
async function board(page) {
  await page.locator('.list').getByRole('link', { name }).click()
  return page.getByRole('table', { name: '下级上报情况' }).waitFor()
}

export default {
  'the county opens a period, and its own board lists who is to report': async ({ desktop }) => {
    const page = await office(desktop, 'county')
    await page.getByRole('button', { name: '开启上报' }).first().click()
    const form = page.getByRole('dialog')
    await form.getByLabel('学校截止').waitFor()
    await form.getByLabel('名称').fill(name)
    await form.getByRole('button', { name: '开启', exact: true }).click()
    await form.waitFor({ state: 'detached' })
    await board(page)
    assert.match(await page.getByText(/^应报 \d+$/).textContent(), /应报 [1-9]/)
    await page.setViewportSize({ width: 390, height: 800 })
    await fits(page)
  },

  'a school sends the draft that wrote itself': async ({ desktop }) => {
    const page = await school(desktop)
    await report(page)
    await page.getByText('校验码').waitFor()
    await page.setViewportSize({ width: 390, height: 800 })
    await fits(page)
  },

  'the county returns it with a reason and a remark on one row, the school reports again, and the county accepts': async ({ desktop }) => {
    const page = await office(desktop, 'county')
    await board(page)
    await page.getByRole('link', { name: '审核', exact: true }).first().click()
    await page.getByText('逐行看教室和设备').click()
    await page.getByRole('button', { name: /^指出问题：.* / }).last().click()
    await page.getByRole('textbox', { name: /^指出的问题/ }).fill('铭牌与登记的型号不一致')
    await page.setViewportSize({ width: 390, height: 800 })
    await fits(page)
    await page.setViewportSize({ width: 1440, height: 900 })
    await page.getByRole('button', { name: '退回', exact: true }).click()
    const question = page.getByRole('dialog')
    await question.getByText('逐行指出的 1 处一并退回').waitFor()
    await question.getByRole('textbox').fill('三年级两个班的设备没有登记')
    await question.getByRole('button', { name: '退回' }).click()
    await page.getByRole('heading', { level: 1 }).getByText('已退回').waitFor()

    const back = await school(desktop)
    const why = back.getByRole('region', { name: /退回：三年级两个班的设备没有登记/ })
    await why.getByText('铭牌与登记的型号不一致').waitFor()
    assert.match(await why.getByRole('link').getAttribute('href'), /^\/(devices|classrooms)\/\d+$/)
    await report(back)
    await back.getByText('第 2 版').first().waitFor()

    await page.reload()
    await page.getByRole('button', { name: '通过', exact: true }).click()
    await page.getByRole('heading', { level: 1 }).getByText('已通过').waitFor()
  },

  'the county sums what it accepted, names who is missing and signs; the workbook of a snapshot downloads the same twice': async ({ desktop }) => {
    const page = await office(desktop, 'county')
    await board(page)
    await page.getByRole('link', { name: /的上报$/ }).click()
    await page.getByText(/不计入汇总，也不按 0 计/).first().waitFor()
    await report(page)
    await page.getByText(/没有计入的下级/).waitFor()
    await page.getByRole('link', { name: new RegExp(name) }).first().click()
    await confirm(page, '定稿', '定稿')
    await page.getByText('已定稿').first().waitFor()
    await page.getByRole('link', { name: /的上报$/ }).click()
    const file = async () => readFileSync(await save(page, page.getByRole('button', { name: '下载统计表' }).first()))
    const first = await file()
    assert.ok(first.length > 5_000)
    assert.ok(first.equals(await file()))
  },
}
