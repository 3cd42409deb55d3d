import type { Permission, Role, User } from '@/api/types'

/** What the permissions of a role allow, in words, for choosing a role. */
const abilities: { text: string; needs: Permission[] }[] = [
  { text: '查看教室、设备与达标情况', needs: ['device:read'] },
  { text: '维护教室和设备', needs: ['device:write'] },
  { text: '维护学校基本情况', needs: ['school:write'] },
  { text: '导入台账', needs: ['import:run'] },
  { text: '打印设备标签', needs: ['label:print'] },
  { text: '新增、撤并单位和学校', needs: ['organisation:write'] },
  { text: '选择判定口径', needs: ['standard:switch'] },
  { text: '制定本地更严的标准', needs: ['standard:write'] },
  { text: '查看统计报表', needs: ['statistics:read'] },
  { text: '上报数据', needs: ['submission:fill'] },
  { text: '审核下级的上报', needs: ['submission:review'] },
  { text: '开启上报和定稿', needs: ['period:write'] },
  { text: '报修并跟进自己的报修', needs: ['ticket:report'] },
  { text: '查看本单位全部工单', needs: ['ticket:read'] },
  { text: '派工', needs: ['ticket:dispatch'] },
  { text: '接单维修', needs: ['ticket:work'] },
  { text: '确认修复', needs: ['ticket:confirm'] },
  { text: '管理用户与权限', needs: ['user:write'] },
  { text: '查看审计日志', needs: ['audit:read'] },
]

export const abilityTexts = abilities.map((a) => a.text)

/** Which of the abilities the role has. */
export const abilitiesOf = (role: Role): Set<string> =>
  new Set(abilities.filter((a) => a.needs.every((p) => role.permissions.includes(p))).map((a) => a.text))

/** The roles that somebody with these permissions may give: nobody gives a right they lack. */
export const grantable = (roles: Role[], own: ReadonlySet<string>) => roles.filter((role) => role.permissions.every((p) => own.has(p)))

/** Why the signed-in person cannot change this user; undefined when they can try. The server decides. */
export function whyFixed(user: User, roles: Role[], self: { id: number; permissions: ReadonlySet<string> }): string | undefined {
  if (user.id === self.id) return '不能修改自己的账号和权限，请由上级管理员操作；修改密码请用右上角的菜单。'
  const may = new Set(grantable(roles, self.permissions).map((r) => r.role))
  if (user.grants.some((g) => !may.has(g.role))) return '该用户拥有您没有的权限，请由上级管理员操作。'
  return undefined
}
