/** Priority, task type and tier: how urgent a task is, and through which of the five queues it goes. */
import { z } from 'zod';

export const taskTypes = ['critical', 'urgent', 'normal', 'background'] as const;
export const taskTypeSchema = z.enum(taskTypes);
export type TaskType = z.infer<typeof taskTypeSchema>;

/** The five priority queues, the most urgent first. */
export const tiers = ['critical', 'high_priority', 'normal', 'low', 'background'] as const;
export const tierSchema = z.enum(tiers);
export type Tier = z.infer<typeof tierSchema>;

const HOUR_MS = 3_600_000;
const typeBonus: Readonly<Record<TaskType, number>> = { critical: 2, urgent: 1, normal: 0, background: -1 };

export interface PriorityInputs {
  /** 1 to 10, 10 the highest. */
  priority: number;
  /** The project's own priority, 1 to 10; 5 changes nothing. */
  projectPriority: number;
  taskType: TaskType;
  deadline: Date | null;
}

/** The priority that orders tasks, 1 to 10: the task's own, moved by its project, its type and its deadline. */
export function effectivePriority(task: PriorityInputs, now: Date): number {
  const projectBonus = task.projectPriority >= 8 ? 1 : task.projectPriority <= 3 ? -1 : 0;
  const raw = task.priority + projectBonus + typeBonus[task.taskType] + deadlineBonus(task.deadline, now);
  return Math.min(10, Math.max(1, raw));
}

function deadlineBonus(deadline: Date | null, now: Date): number {
  if (!deadline) return 0;
  const leftMs = deadline.getTime() - now.getTime();
  if (leftMs < HOUR_MS) return 2;
  return leftMs < 2 * HOUR_MS ? 1 : 0;
}

export function tierOf(effective: number): Tier {
  if (effective >= 10) return 'critical';
  if (effective >= 8) return 'high_priority';
  if (effective >= 5) return 'normal';
  return effective >= 3 ? 'low' : 'background';
}

/** @param slots of all live workers; a tier's share is its part of them, at least one. */
export function jobsPerSlot(jobs: number, slots: number): number {
  return jobs / Math.max(1, slots / tiers.length);
}
