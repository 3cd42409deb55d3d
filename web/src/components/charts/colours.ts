/** The three meanings of colour, as in styles/tokens.css; SVG charts need the values. */
export const chartColours = { pass: '#35a364', fail: '#d9544d', unknown: '#e0a21b', broken: '#8a1414', idle: '#b6bfca', brand: '#1f5fbf', brandLight: '#8fafdf', grey: '#596675', greyLight: '#8b96a3' }
