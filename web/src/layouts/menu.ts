import {
  Bell,
  CircleCheck,
  Coin,
  Connection,
  DataAnalysis,
  Delete,
  Document,
  DocumentChecked,
  Finished,
  House,
  Monitor,
  Notebook,
  OfficeBuilding,
  Refresh,
  RefreshRight,
  School,
  ShoppingCart,
  Switch,
  Tickets,
  Upload,
  User,
} from '@element-plus/icons-vue'
import type { Component } from 'vue'

export interface MenuItem {
  /** The route's name; title and permission are the route's own. */
  route: string
  icon: Component
}

/** The menu by task, not by table. */
export const menu: { title: string; items: MenuItem[] }[] = [
  { title: '', items: [{ route: 'dashboard', icon: House }] },
  {
    title: '设备与教室',
    items: [
      { route: 'schools', icon: OfficeBuilding },
      { route: 'classrooms', icon: School },
      { route: 'devices', icon: Monitor },
      { route: 'quality', icon: DocumentChecked },
      { route: 'imports', icon: Upload },
    ],
  },
  {
    title: '达标',
    items: [
      { route: 'compliance', icon: CircleCheck },
      { route: 'standard', icon: Notebook },
    ],
  },
  {
    title: '更新',
    items: [
      { route: 'plans', icon: Refresh },
      { route: 'prices', icon: Coin },
      { route: 'purchases', icon: ShoppingCart },
      { route: 'reuse', icon: RefreshRight },
      { route: 'transfers', icon: Switch },
      { route: 'disposals', icon: Delete },
    ],
  },
  { title: '报修', items: [{ route: 'tickets', icon: Bell }] },
  {
    title: '统计上报',
    items: [
      { route: 'statistics', icon: DataAnalysis },
      { route: 'periods', icon: Finished },
      { route: 'forms', icon: Tickets },
    ],
  },
  {
    title: '管理',
    items: [
      { route: 'organisations', icon: Connection },
      { route: 'users', icon: User },
      { route: 'audit', icon: Document },
    ],
  },
]
