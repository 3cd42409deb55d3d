/** The three meanings of colour, as in styles/tokens.css; SVG charts need the values. */
export const chartColours = { pass: '#35a364', fail: '#d9544d', unknown: '#e0a21b', broken: '#8a1414', idle: '#b6bfca', brand: '#1f5fbf', brandLight: '#8fafdf', grey: '#596675', greyLight: '#8b96a3' }

/** Lines that mean no grade: hues that are none of the three, told apart by their dashes after the sixth. */
export const lineColours = ['#1f5fbf', '#7a4fb5', '#12808f', '#8a5a2b', '#596675', '#c0639b']
