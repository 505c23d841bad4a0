/* flow.h - what is sent when nothing more is to be read: tasks, grants and receipts. */
#ifndef BROKER_FLOW_H
#define BROKER_FLOW_H

#include "broker/broker.h"

void flow_settle(broker_t *self);

#endif
