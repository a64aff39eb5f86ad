#pragma once

// For tests of rooms without Qt.
#include "precompiled/server.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>
