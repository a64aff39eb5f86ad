#pragma once

// For the server's rooms.
#include "precompiled/plain.h"

#include <soci/soci.h>
