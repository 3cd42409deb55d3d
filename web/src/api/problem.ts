import type { components } from './schema'

/** One field that the server refused, e.g. { location: 'body.serial', message: '序列号已存在' }. */
export interface FieldProblem {
  location: string
  message: string
}

/** An answer other than success (RFC 9457): text for the person, a stable code for the program. */
export class Problem extends Error {
  constructor(
    readonly status: number,
    readonly code: string,
    detail: string,
    readonly requestId: string = '',
    readonly errors: FieldProblem[] = [],
  ) {
    super(detail)
    this.name = 'Problem'
  }

  /** The refused fields by their name in the form: "body.specs.host.memory_mib" is "specs.host.memory_mib". */
  get fields(): Record<string, string> {
    return Object.fromEntries(this.errors.map((e) => [e.location.replace(/^(body|query|path)\.?/, ''), e.message]))
  }
}

const texts: Record<number, string> = {
  400: '请求格式有误，请刷新页面后重试。',
  401: '登录已过期，请重新登录。',
  403: '您没有此项操作的权限，需要时请联系上级管理员。',
  404: '没有找到，可能已被删除，或不在您的管理范围内。',
  409: '数据已被他人修改，请刷新后重试。',
  413: '文件过大。',
  429: '操作过于频繁，请稍后再试。',
}

/** Reads the problem in a response, or says what its bare status means. */
export async function problemOf(response: Response): Promise<Problem> {
  const body = await response
    .json()
    .then((b: unknown) => (b ?? {}) as Partial<components['schemas']['Problem']>)
    .catch(() => ({}) as Partial<components['schemas']['Problem']>)
  const errors = (body.errors ?? []).map((e) => ({ location: e.location ?? '', message: e.message ?? '' }))
  const detail = body.detail || texts[response.status] || '服务器出错了，请稍后再试；仍不行请把请求编号告诉管理员。'
  const requestId = body.request_id ?? response.headers.get('X-Request-Id') ?? ''
  return new Problem(response.status, body.code ?? '', detail, requestId, errors)
}

/** Any thrown value as a Problem: what never reached the server is a network problem. */
export function asProblem(error: unknown): Problem {
  if (error instanceof Problem) return error
  if (error instanceof TypeError) return new Problem(0, 'offline', '网络不通，请检查网络连接后重试。')
  return new Problem(0, 'unexpected', error instanceof Error ? error.message : String(error))
}

export const isAbort = (error: unknown) => error instanceof DOMException && error.name === 'AbortError'
