import type { User } from '@/api/types'
import type { Column } from '@/components/dataTable'

export const userColumns: Column<User>[] = [
  { key: 'name', title: '姓名', width: 110 },
  { key: 'username', title: '用户名' },
  { key: 'grants', title: '角色与范围', width: 240 },
  { key: 'phone', title: '手机' },
  { key: 'state', title: '状态' },
]
