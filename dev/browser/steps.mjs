// Steps that many stories take.
import assert from 'node:assert/strict'
import { demoPassword } from './server.mjs'

/** Fills in the sign-in page and waits for the server's answer, whichever it is. */
export async function signIn(page, username, password = demoPassword) {
  await page.getByLabel('用户名').fill(username)
  await page.getByLabel('密码').fill(password)
  const answer = page.waitForResponse('**/api/v1/auth/login')
  await page.getByRole('button', { name: '登录' }).click()
  await answer
}

/** Somebody of the demo data, signed in on a phone at a path below /m. */
export async function staff(phone, username, path) {
  const page = await phone(`/m/login?next=${path}`)
  await signIn(page, username)
  await page.waitForURL(`**/m${path}`)
  return page
}

/** A photo as a phone would take it: any real picture will do, and this one is at hand. */
export const photo = async (page) => ({ name: 'IMG_0001.png', mimeType: 'image/png', buffer: await page.screenshot() })

/** A list that shows what its filters ask for: rows of before are still there while newer ones are on their way. */
export const settled = (page, list) => page.getByRole('region', { name: list, exact: true }).locator('[aria-busy=false]').waitFor()

/** A day in China, some days from today. */
export const day = (after) => new Date(Date.now() + after * 86_400_000).toLocaleDateString('sv-SE', { timeZone: 'Asia/Shanghai' })

/** No page may be wider than the phone. */
export async function fits(page) {
  const [wide, screen] = await page.evaluate(() => [document.documentElement.scrollWidth, window.innerWidth])
  assert.ok(wide <= screen, `${page.url()} is ${wide} pixels wide`)
}

/** Presses a button of the page, then the one of the question that follows. */
export async function confirm(page, button, answer) {
  await page.getByRole('button', { name: button, exact: true }).click()
  await page.getByRole('dialog').getByRole('button', { name: answer }).click()
}

/** The path of what a button has the browser download. */
export async function save(page, button) {
  const [download] = await Promise.all([page.waitForEvent('download'), button.click()])
  return download.path()
}

/** Explains all that a submission wants explained, and sends its figures. */
export async function report(page) {
  await page.getByRole('table', { name: '现在上报的数字' }).waitFor()
  for (const field of await page.getByPlaceholder('属实的，在这里说明原因').all()) await field.fill('已核对台账，属实')
  const answer = page.waitForResponse((r) => r.url().endsWith('/submit'))
  await confirm(page, '上报', /上报/)
  assert.equal((await answer).status(), 200)
  await page.getByRole('heading', { level: 1 }).getByText('待审核').waitFor()
}

/** The API as somebody of the demo data, for what another story shows in the browser: ask('POST', '/tickets', {...}). */
export async function client(server, username) {
  const call = async (method, path, body, token) => {
    const headers = { 'content-type': 'application/json', ...(token && { authorization: `Bearer ${token}` }) }
    const answer = await fetch(`${server.url}/api/v1${path}`, { method, headers, body: body && JSON.stringify(body) })
    const said = await answer.json()
    if (!answer.ok) throw new Error(`${method} ${path} answered ${answer.status}: ${JSON.stringify(said)}`)
    return said
  }
  const { access_token } = await call('POST', '/auth/login', { username, password: demoPassword })
  return (method, path, body) => call(method, path, body, access_token)
}
