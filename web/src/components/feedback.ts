import { ElMessage } from 'element-plus/es/components/message/index'
import { ElMessageBox } from 'element-plus/es/components/message-box/index'
import { asProblem } from '@/api/problem'

/** Says that a change was made. */
export const notifyDone = (message: string) => ElMessage({ type: 'success', message, grouping: true })

export const notifyProblem = (message: string) => ElMessage({ type: 'error', message, duration: 6000, showClose: true })

/** Says why something did not work that has no place of its own on the page to say so. */
export const notifyFailure = (error: unknown) => notifyProblem(asProblem(error).message)

/** Asks before a destructive step, which names what will happen and to how many. */
export async function confirmDanger(options: { title: string; text: string; action: string }): Promise<boolean> {
  try {
    await ElMessageBox({
      title: options.title,
      message: options.text,
      type: 'warning',
      showCancelButton: true,
      confirmButtonText: options.action,
      cancelButtonText: '不，返回',
      confirmButtonClass: 'el-button--danger',
      autofocus: false,
    })
    return true
  } catch {
    return false
  }
}

/** Asks for a reason that has to be given; null when the person thinks better of it. */
export async function askReason(options: { title: string; text: string; action: string }): Promise<string | null> {
  try {
    const answer = await ElMessageBox({
      title: options.title,
      message: options.text,
      showInput: true,
      inputType: 'textarea',
      inputValidator: (value: string) => value?.trim() !== '' && value != null ? true : '请填写原因。',
      showCancelButton: true,
      confirmButtonText: options.action,
      cancelButtonText: '返回',
    })
    return (answer as unknown as { value: string }).value.trim()
  } catch {
    return null
  }
}
