import { AccountEntity } from './account.entity.ts';
import { AccountQuestionEntity } from './accountQuestion.entity.ts';
import { ConfirmationEntity } from './confirmation.entity.ts';
import {
  CostCounterEntity,
  DurationCounterEntity,
  ErrorCounterEntity,
  TaskCounterEntity,
} from './counters.entity.ts';
import { CredentialHoldEntity } from './credentialHold.entity.ts';
import { DeadLetterEntity } from './deadLetter.entity.ts';
import { DefaultScheduleEntity } from './defaultSchedule.entity.ts';
import { IdempotencyKeyEntity } from './idempotencyKey.entity.ts';
import { LeaseEntity } from './lease.entity.ts';
import { LimitEntity } from './limit.entity.ts';
import { OperationEntity } from './operation.entity.ts';
import { ProjectEntity } from './project.entity.ts';
import { RatedStartEntity } from './ratedStart.entity.ts';
import { RunEntity } from './run.entity.ts';
import { RunInputEntity } from './runInput.entity.ts';
import { ScheduleEntity } from './schedule.entity.ts';
import { ScheduleFiringEntity } from './scheduleFiring.entity.ts';
import { SessionUseEntity } from './sessionUse.entity.ts';
import { TaskEntity } from './task.entity.ts';
import { TaskDependencyEntity } from './taskDependency.entity.ts';
import { TaskEventEntity } from './taskEvent.entity.ts';
import { TaskStatisticsEntity } from './taskStatistics.entity.ts';
import { TaskTagEntity } from './taskTag.entity.ts';
import { TokenEntity } from './token.entity.ts';
import { UserEntity } from './user.entity.ts';
import { WorkerEntity } from './worker.entity.ts';

export const entities = [
  AccountEntity,
  AccountQuestionEntity,
  ConfirmationEntity,
  CostCounterEntity,
  CredentialHoldEntity,
  DeadLetterEntity,
  DurationCounterEntity,
  ErrorCounterEntity,
  OperationEntity,
  TaskCounterEntity,
  UserEntity,
  DefaultScheduleEntity,
  IdempotencyKeyEntity,
  LeaseEntity,
  LimitEntity,
  ProjectEntity,
  RatedStartEntity,
  RunEntity,
  RunInputEntity,
  ScheduleEntity,
  ScheduleFiringEntity,
  SessionUseEntity,
  TaskEntity,
  TaskDependencyEntity,
  TaskEventEntity,
  TaskStatisticsEntity,
  TaskTagEntity,
  TokenEntity,
  WorkerEntity,
];
