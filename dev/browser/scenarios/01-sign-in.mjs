// Signing in: a new administrator gets a one-time password, and only its owner's own password lets anybody in.
import assert from 'node:assert/strict'
import { signIn } from '../steps.mjs'

const chosen = 'ban-ban-tong-2023'
let initial

export default {
  'a stranger is sent to the sign-in page, which remembers where they wanted to go': async ({ desktop }) => {
    const page = await desktop('/devices')
    await page.getByRole('heading', { name: '班班通设备管理' }).waitFor()
    assert.match(page.url(), /next=(%2F|\/)devices/)
  },

  'a wrong password is refused without saying which of the two was wrong': async ({ desktop, server }) => {
    initial = /初始密码：(\S+?)（/.exec(await server.command('user', 'add', 'newcomer'))[1]
    const page = await desktop('/login')
    await signIn(page, 'newcomer', 'not-the-password-1')
    await page.getByRole('alert').getByText('用户名或密码不正确。').waitFor()
    await page.reload()
    await signIn(page, 'nobody-has-this-name', 'not-the-password-1')
    await page.getByRole('alert').getByText('用户名或密码不正确。').waitFor()
  },

  'a new administrator sets a password of their own before anything else': async ({ desktop }) => {
    const page = await desktop('/login')
    await signIn(page, 'newcomer', initial)
    await page.getByRole('heading', { name: '请先设置自己的密码' }).waitFor()
    await page.getByLabel('当前密码').fill(initial)
    await page.getByLabel('新密码（', { exact: false }).fill(chosen)
    await page.getByLabel('再输入一次新密码').fill(chosen)
    await page.getByRole('button', { name: '保存新密码' }).click()
    await page.getByRole('button', { name: '系统管理员' }).waitFor()
  },

  'the initial password is worth nothing afterwards': async ({ desktop }) => {
    const page = await desktop('/login')
    await signIn(page, 'newcomer', initial)
    await page.getByRole('alert').waitFor()
  },

  'the new password signs in, and survives a reload without being asked for again': async ({ desktop }) => {
    const page = await desktop('/login')
    await signIn(page, 'newcomer', chosen)
    await page.getByRole('button', { name: '系统管理员' }).waitFor()
    await page.reload()
    await page.getByRole('button', { name: '系统管理员' }).waitFor()
  },

  'the county of the demo data signs in and is shown its county': async ({ desktop }) => {
    const page = await desktop('/login')
    await signIn(page, 'county')
    await page.getByRole('banner').getByText('信丰县').first().waitFor()
  },
}
