// Makes the pictures of the manual, docs/images/*.png, from the built binary and its demo data: make screenshots.
// Needs ImageMagick beside Chromium: with 128 colours a picture takes half the room.
import { execFileSync } from 'node:child_process'
import { mkdirSync, readFileSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import { startServer } from './server.mjs'
import { day, signIn, staff } from './steps.mjs'
import { launch, Visit } from './visit.mjs'

const folder = fileURLToPath(new URL('../../docs/images', import.meta.url))
const ledger = fileURLToPath(new URL('../../services/workbook/testdata/messy-ledger.xlsx', import.meta.url))
mkdirSync(folder, { recursive: true })

const server = await startServer('sqlite')
const browser = await launch()
const visit = new Visit(browser, server)

async function desk(username, path) {
  const page = await visit.desktop(`/login?next=${encodeURIComponent(path)}`)
  await signIn(page, username)
  return page
}

async function keep(page, name) {
  await page.waitForTimeout(2000) // charts and lists settle; the pages poll, so the network is never idle
  const path = `${folder}/${name}.png`
  await page.screenshot({ path, animations: 'disabled', scale: 'css' })
  execFileSync('convert', [path, '-strip', '-dither', 'None', '-colors', '128', `PNG8:${path}`])
  console.log(name)
}

try {
  const county = await desk('county', '/')
  await keep(county, '县-工作台')
  for (const [path, name] of [
    ['/schools', '县-学校'],
    ['/compliance', '县-达标情况'],
    ['/standard', '县-标准条款'],
    ['/statistics', '县-统计报表'],
    [`/statistics/comparison?from=${day(-200)}`, '县-变化对比'],
    ['/tickets', '县-报修工单'],
    ['/users', '县-用户与权限'],
    ['/audit', '县-审计日志'],
    ['/imports', '县-导入'],
  ]) {
    await county.goto(path)
    await keep(county, name)
  }
  await county.getByLabel('选择要导入的文件').setInputFiles(ledger)
  await county.getByRole('rowheader', { name: '显示设备 / 登记卡号' }).waitFor()
  await keep(county, '县-导入-核对列')
  await county.getByRole('button', { name: '试运行' }).click()
  await county.getByText('行数据 = 新增').waitFor()
  await keep(county, '县-导入-试运行')

  await county.goto('/standard/versions')
  await county.getByRole('button', { name: '起草本单位的标准' }).click()
  await county.getByRole('listitem', { name: '内存（最低配置）' }).getByRole('button', { name: '收紧' }).click()
  await county.getByLabel('要求值').fill('8')
  await county.getByLabel('要求值').press('Tab')
  await county.getByRole('button', { name: '保存' }).click()
  await county.getByRole('table', { name: '按条款' }).waitFor()
  await keep(county, '县-标准版本')

  await county.goto('/forms')
  const example = county.waitForEvent('download')
  await county.getByRole('button', { name: '下载示例' }).first().click()
  const buffer = readFileSync(await (await example).path())
  await county.getByLabel('选择要上传的表样').setInputFiles({ name: '班班通学期统计表.xlsx', mimeType: 'application/octet-stream', buffer })
  await county.getByRole('region', { name: '预览 统计表' }).waitFor()
  await county.waitForTimeout(3000) // the note that it was kept goes away
  await keep(county, '县-表样')

  const school = await desk('school', '/classrooms')
  await keep(school, '学校-教室')
  await school.goto('/classrooms?grade=fail')
  await school.locator('a[href^="/classrooms/"]').first().waitFor()
  await school.goto(await school.locator('a[href^="/classrooms/"]').first().getAttribute('href'))
  await keep(school, '学校-教室详情')
  await school.goto('/devices')
  await school.locator('a[href^="/devices/"]').first().waitFor()
  await school.goto(await school.locator('a[href^="/devices/"]').first().getAttribute('href'))
  await keep(school, '学校-设备详情')

  const answer = school.waitForResponse((r) => r.url().includes('/api/v1/labels?'))
  await school.goto('/labels/print?category=panel&state=in_use&installed=true')
  const labels = await (await answer).json()
  await keep(school, '学校-打印标签')

  const guest = await visit.phone(`/m/r/${labels[0].token}`)
  await guest.getByRole('button', { name: '触摸失灵' }).waitFor()
  await keep(guest, '教师-扫码报修')
  await guest.getByRole('button', { name: '触摸失灵' }).tap()
  await guest.getByLabel('联系电话').fill('13712345678')
  await guest.getByRole('button', { name: '提交报修' }).tap()
  await guest.getByRole('link', { name: '关注进度' }).tap()
  await guest.getByRole('heading', { name: '待受理' }).waitFor()
  await keep(guest, '教师-报修进度')

  const technician = await staff(visit.phone, 'tech', '/tickets')
  await technician.getByRole('article').first().waitFor()
  await keep(technician, '运维-工单')
  await technician.getByRole('article').first().getByRole('button', { name: '接单' }).tap()
  await technician.getByRole('link', { name: '完成维修' }).tap()
  await technician.getByRole('button', { name: '提交，请学校确认' }).waitFor()
  await keep(technician, '运维-完成维修')
  visit.assertUnharmed()
} finally {
  await visit.end()
  await browser.close()
  await server.stop()
}
