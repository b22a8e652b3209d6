import { createNotifyHandler } from './notify-topic.ts';
import { notifyRuntime } from './runtime-notify.ts';

// called by AWS: the alert topic
export const handler = createNotifyHandler(notifyRuntime());
