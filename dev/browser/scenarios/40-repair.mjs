// A fault from the scan of a label to the school's confirmation, on phones 390 pixels wide.
import assert from 'node:assert/strict'
import { demoPassword } from '../server.mjs'
import { fits, photo, staff } from '../steps.mjs'

let label, number, ticket, progress

/** The label of a device of the school whose administrator is a demo account. */
async function findLabel(server) {
  const ask = async (path, options) => (await fetch(`${server.url}/api/v1${path}`, options)).json()
  const { access_token } = await ask('/auth/login', {
    method: 'POST',
    headers: { 'Content-Type': 'application/json' },
    body: JSON.stringify({ username: 'school', password: demoPassword }),
  })
  const signed = { headers: { Authorization: `Bearer ${access_token}` } }
  const labels = await ask(`/labels?category=panel&state=in_use&installed=true&base=${encodeURIComponent(server.url)}`, signed)
  return labels[0]
}

export default {
  'somebody who is nobody scans a label and reports in three taps': async ({ phone, server }) => {
    label = await findLabel(server)
    const page = await phone(`/m/r/${label.token}`)
    await page.getByRole('heading', { name: label.classroom_name }).waitFor()
    await page.getByText(label.code).waitFor()
    await fits(page)
    await page.getByRole('button', { name: '触摸失灵' }).tap()
    await page.getByText('先试试').waitFor()
    await page.getByRole('button', { name: '提交报修' }).tap()
    await page.getByRole('alert').getByText('请填写联系电话').waitFor()
    await page.getByLabel('联系电话').fill('13812341234')
    await page.locator('input[type=file]').setInputFiles(await photo(page))
    await page.getByAltText('照片 1').waitFor()
    await fits(page)
    await page.getByRole('button', { name: '提交报修' }).tap()
    await page.getByRole('heading', { name: '报修已提交' }).waitFor()
    number = await page.locator('.number').textContent()
    await page.getByRole('link', { name: '关注进度' }).tap()
    await page.getByRole('heading', { name: '待受理' }).waitFor()
    await page.getByText('已有 1 张').waitFor()
    progress = new URL(page.url()).pathname
    await fits(page)
  },

  'a second scan of the same device joins the ticket': async ({ phone }) => {
    const page = await phone(`/m/r/${label.token}`)
    await page.getByText('已有人报修“触摸失灵”').waitFor()
    await page.getByRole('button', { name: '没有声音' }).tap()
    await page.getByLabel('联系电话').fill('13900001111')
    await page.getByRole('button', { name: '提交报修' }).tap()
    await page.getByRole('heading', { name: '已并入现有工单' }).waitFor()
    assert.equal(await page.locator('.number').textContent(), number)
  },

  'a label that is none of ours says so': async ({ phone }) => {
    const page = await phone('/m/r/made-up')
    await page.getByRole('alert').getByText('这张标签已失效').waitFor()
  },

  'the technician accepts, is refused without evidence, and finishes by tapping': async ({ phone }) => {
    const page = await staff(phone, 'tech', '/tickets')
    const card = page.getByRole('article').filter({ hasText: label.school_name }).filter({ hasText: '触摸失灵' })
    await card.first().waitFor()
    await fits(page)
    await card.first().getByRole('button', { name: '接单' }).tap()
    await page.waitForURL(/\/tickets\/\d+$/)
    await page.getByText(number).waitFor()
    await page.getByRole('link', { name: '打电话给报修人' }).waitFor()
    ticket = new URL(page.url()).pathname.replace(/^\/m/, '')
    await fits(page)
    await page.getByRole('link', { name: '完成维修' }).tap()
    await page.getByRole('button', { name: '清洁触摸框' }).tap()
    await page.getByRole('button', { name: '提交，请学校确认' }).tap()
    await page.getByRole('alert').getByText('维修后的照片').waitFor()
    await page.locator('input[type=file]').setInputFiles(await photo(page))
    await page.getByAltText('照片 1').waitFor()
    await fits(page)
    await page.getByRole('button', { name: '提交，请学校确认' }).tap()
    await page.getByText('已修复。清洁触摸框').waitFor()
  },

  'the school sends it back with a reason, and confirms after the second repair': async ({ phone }) => {
    const school = await staff(phone, 'school', ticket)
    await school.getByAltText('维修后的照片').waitFor()
    await school.getByRole('button', { name: '没修好，退回' }).tap()
    const dialog = school.getByRole('dialog')
    await dialog.getByLabel('请写明理由或说明').fill('右下角还是点不动')
    await dialog.getByRole('button', { name: '没修好，退回' }).tap()
    await school.getByText('右下角还是点不动').waitFor()

    const technician = await staff(phone, 'tech', `${ticket}/finish`)
    await technician.getByRole('button', { name: '更换触摸框' }).tap()
    await technician.locator('input[type=file]').setInputFiles(await photo(technician))
    await technician.getByAltText('照片 1').waitFor()
    await technician.getByRole('button', { name: '提交，请学校确认' }).tap()
    await technician.getByText('已修复。更换触摸框').waitFor()

    await school.reload()
    await school.getByRole('button', { name: '确认修复' }).tap()
    await dialog.getByRole('button', { name: '确认修复' }).tap()
    await school.getByText('已完成').first().waitFor()
    await fits(school)
  },

  'whoever reported it sees that it is done, and no name or phone of anybody': async ({ phone }) => {
    const page = await phone(progress)
    await page.getByRole('heading', { name: '已完成' }).waitFor()
    const text = await page.locator('main').textContent()
    for (const secret of ['13812341234', '13900001111', '运维技术员', '右下角']) assert.ok(!text.includes(secret), `shows ${secret}`)
  },

  'another teacher neither finds the ticket nor is told that it exists': async ({ phone }) => {
    const page = await staff(phone, 'teacher', '/tickets')
    await page.getByText('没有进行中的报修').waitFor()
    await page.goto(`/m${ticket}`)
    await page.getByRole('alert').getByText('工单不存在').waitFor()
  },
}
