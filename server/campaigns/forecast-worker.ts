// Makes forecasts on a thread of its own: a few seconds of arithmetic must not hold up devices.

import { parentPort, workerData } from 'node:worker_threads'
import { type ForecastTask, forecastTask } from './forecast-task.ts'

parentPort?.postMessage(forecastTask(workerData as ForecastTask))
