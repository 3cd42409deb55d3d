// Steps that many stories take.
import { demoPassword } from './server.mjs'

/** Fills in the sign-in page and waits for the server's answer, whichever it is. */
export async function signIn(page, username, password = demoPassword) {
  await page.getByLabel('用户名').fill(username)
  await page.getByLabel('密码').fill(password)
  const answer = page.waitForResponse('**/api/v1/auth/login')
  await page.getByRole('button', { name: '登录' }).click()
  await answer
}
