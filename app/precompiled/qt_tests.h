#pragma once

// For tests of rooms with Qt.
#include "precompiled/ui.h"

#include <QSignalSpy>
#include <QTest>
