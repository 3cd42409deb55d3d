import type { RouteRecordRaw } from 'vue-router'
import AppShell from '@/layouts/AppShell.vue'

export const routes: RouteRecordRaw[] = [
  {
    path: '/login',
    name: 'login',
    component: () => import('@/views/account/LoginView.vue'),
    meta: { title: '登录', public: true },
  },
  {
    path: '/password',
    name: 'password',
    component: () => import('@/views/account/PasswordView.vue'),
    meta: { title: '修改密码' },
  },
  {
    path: '/labels/print',
    name: 'labels-print',
    component: () => import('@/views/labels/LabelSheet.vue'),
    meta: { title: '打印标签', permission: 'label:print' },
  },
  {
    path: '/',
    component: AppShell,
    meta: { title: '' },
    children: [
      {
        path: '',
        name: 'dashboard',
        component: () => import('@/views/dashboard/DashboardView.vue'),
        meta: { title: '工作台' },
      },
      {
        path: 'schools',
        name: 'schools',
        component: () => import('@/views/schools/SchoolList.vue'),
        meta: { title: '学校', permission: 'school:read' },
      },
      {
        path: 'schools/:id(\\d+)',
        name: 'school',
        component: () => import('@/views/schools/SchoolDetail.vue'),
        props: (to) => ({ id: Number(to.params.id) }),
        meta: { title: '学校详情', permission: 'school:read' },
      },
      {
        path: 'classrooms',
        name: 'classrooms',
        component: () => import('@/views/classrooms/ClassroomList.vue'),
        meta: { title: '教室', permission: 'classroom:read' },
      },
      {
        path: 'classrooms/:id(\\d+)',
        name: 'classroom',
        component: () => import('@/views/classrooms/ClassroomDetail.vue'),
        props: (to) => ({ id: Number(to.params.id) }),
        meta: { title: '教室详情', permission: 'classroom:read' },
      },
      {
        path: 'devices',
        name: 'devices',
        component: () => import('@/views/devices/DeviceList.vue'),
        meta: { title: '设备', permission: 'device:read' },
      },
      {
        path: 'devices/:id(\\d+)',
        name: 'device',
        component: () => import('@/views/devices/DeviceDetail.vue'),
        props: (to) => ({ id: Number(to.params.id) }),
        meta: { title: '设备详情', permission: 'device:read' },
      },
      {
        path: 'imports',
        name: 'imports',
        component: () => import('@/views/imports/ImportList.vue'),
        meta: { title: '导入台账', permission: 'import:run' },
      },
      {
        path: 'imports/:id(\\d+)',
        name: 'import',
        component: () => import('@/views/imports/ImportWizard.vue'),
        props: (to) => ({ id: Number(to.params.id) }),
        meta: { title: '导入台账', permission: 'import:run' },
      },
      {
        path: 'compliance',
        name: 'compliance',
        component: () => import('@/views/compliance/ComplianceView.vue'),
        meta: { title: '达标情况', permission: 'statistics:read' },
      },
      {
        path: 'standard',
        name: 'standard',
        component: () => import('@/views/standard/StandardView.vue'),
        meta: { title: '标准条款', permission: 'standard:read' },
      },
      {
        path: 'tickets',
        name: 'tickets',
        component: () => import('@/views/tickets/TicketList.vue'),
        meta: { title: '报修工单', permission: 'ticket:see' },
      },
      {
        path: 'tickets/new',
        name: 'ticket-new',
        component: () => import('@/views/tickets/TicketNew.vue'),
        meta: { title: '登记报修', permission: 'ticket:report' },
      },
      {
        path: 'tickets/:id(\\d+)',
        name: 'ticket',
        component: () => import('@/views/tickets/TicketDetail.vue'),
        props: (to) => ({ id: Number(to.params.id) }),
        meta: { title: '工单详情', permission: 'ticket:see' },
      },
      {
        path: 'statistics',
        name: 'statistics',
        component: () => import('@/views/statistics/StatisticsView.vue'),
        meta: { title: '统计报表', permission: 'statistics:read' },
      },
      {
        path: 'users',
        name: 'users',
        component: () => import('@/views/users/UserList.vue'),
        meta: { title: '用户与权限', permission: 'user:read' },
      },
      {
        path: 'audit',
        name: 'audit',
        component: () => import('@/views/audit/AuditList.vue'),
        meta: { title: '审计日志', permission: 'audit:read' },
      },
      {
        path: 'forbidden',
        name: 'forbidden',
        component: () => import('@/views/errors/ForbiddenView.vue'),
        meta: { title: '没有权限' },
      },
      {
        path: ':pathMatch(.*)*',
        name: 'not-found',
        component: () => import('@/views/errors/NotFoundView.vue'),
        meta: { title: '页面不存在' },
      },
    ],
  },
]
