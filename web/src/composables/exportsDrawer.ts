import { reactive } from 'vue'

/** 我的导出, which the top bar has and any page may open. */
export const exportsDrawer = reactive({
  open: false,
  asked: 0, // counts what was asked for since the page was loaded
  show() {
    this.open = true
    this.asked++
  },
})
