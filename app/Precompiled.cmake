# Headers of the system's and of other projects, parsed once for all rooms of a kind: without, that is most of what a build does.

# A kind of room: the headers in app/precompiled/NAME.h, for targets that link at least LIBRARIES.
function(add_precompiled name)
  set(source ${CMAKE_BINARY_DIR}/precompiled/${name}.cpp)
  file(CONFIGURE OUTPUT ${source} CONTENT "// Holds nothing: what counts is the precompiled header made with it.\n")
  add_library(countersign_precompiled_${name} OBJECT ${source})
  target_include_directories(countersign_precompiled_${name} PRIVATE ${CMAKE_SOURCE_DIR}/app)
  target_link_libraries(countersign_precompiled_${name} PRIVATE ${ARGN})
  target_precompile_headers(countersign_precompiled_${name} PRIVATE ${CMAKE_SOURCE_DIR}/app/precompiled/${name}.h)
endfunction()

# All targets of a folder and of those in it.
function(targets_below folder out)
  get_property(found DIRECTORY ${CMAKE_SOURCE_DIR}/${folder} PROPERTY BUILDSYSTEM_TARGETS)
  get_property(inner DIRECTORY ${CMAKE_SOURCE_DIR}/${folder} PROPERTY SUBDIRECTORIES)
  foreach(room ${inner})
    file(RELATIVE_PATH room ${CMAKE_SOURCE_DIR} ${room})
    targets_below(${room} more)
    list(APPEND found ${more})
  endforeach()
  set(${out} ${found} PARENT_SCOPE)
endfunction()

# For all targets below a folder. With a third argument: for those alone that link by themselves what it matches, since a
# precompiled header is good only where the same macros are defined.
function(precompile_room name folder)
  targets_below(${folder} targets)
  foreach(target ${targets})
    get_target_property(type ${target} TYPE)
    get_target_property(libraries ${target} LINK_LIBRARIES)
    if(type MATCHES "LIBRARY|EXECUTABLE" AND NOT type STREQUAL "INTERFACE_LIBRARY" AND libraries MATCHES "${ARGN}")
      target_precompile_headers(${target} REUSE_FROM countersign_precompiled_${name})
    endif()
  endforeach()
endfunction()
