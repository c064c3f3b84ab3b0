// The roles of the process behind this page, as the page was written for them.
const roles = (document.documentElement.dataset.roles || 'worker').split(' ');

export const hasWorker = roles.includes('worker');
export const hasStudio = roles.includes('studio');
