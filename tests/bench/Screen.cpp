#include "bench/Screen.h"

#include <chrono>
#include <cstring>
#include <stdexcept>
#include <thread>

#include <X11/Xatom.h>
#include <X11/Xlib.h>
#include <X11/Xutil.h>
#include <unistd.h>

namespace countersign::bench {

namespace {

constexpr auto pause = std::chrono::milliseconds(20);
constexpr int tries = 500;
constexpr long mostItems = 256;

/// A property of one type, as bytes; Xlib hands out values of 32 bits as longs.
std::string property(Display* display, Window window, const char* name, Atom type)
{
    Atom given = None;
    int format = 0;
    unsigned long count = 0;
    unsigned long left = 0;
    unsigned char* data = nullptr;
    if (XGetWindowProperty(display, window, XInternAtom(display, name, False), 0, mostItems, False, type,
                           &given, &format, &count, &left, &data) != Success ||
        !data)
        return {};
    const auto size = given == type ? count * (format == 32 ? sizeof(long) : 1) : 0;
    std::string bytes(reinterpret_cast<const char*>(data), size);
    XFree(data);
    return bytes;
}

std::vector<unsigned long> numbers(Display* display, Window window, const char* name, Atom type)
{
    const auto bytes = property(display, window, name, type);
    std::vector<unsigned long> values(bytes.size() / sizeof(unsigned long));
    std::memcpy(values.data(), bytes.data(), values.size() * sizeof(unsigned long));
    return values;
}

std::string titleOf(Display* display, Window window)
{
    return property(display, window, "_NET_WM_NAME", XInternAtom(display, "UTF8_STRING", False));
}

// A window may be gone by the time that we ask for it.
int ignoreFault(Display*, XErrorEvent*)
{
    return 0;
}

// Xvfb chooses a number that is free and writes it to this end of a pipe (Xserver(1), -displayfd).
std::string readNumber(int end)
{
    std::string number;
    for (char c = 0; read(end, &c, 1) == 1 && c != '\n';)
        number += c;
    if (number.empty())
        throw std::runtime_error("Xvfb does not start");
    return number;
}

} // namespace

Screen::Screen()
{
    int ends[2] = {};
    if (pipe(ends) != 0)
        throw std::runtime_error("no pipe");
    m_server = std::make_unique<Child>(std::vector<std::string>{
        "Xvfb", "-displayfd", std::to_string(ends[1]), "-screen", "0", "1280x800x24", "-nolisten", "tcp"});
    close(ends[1]);
    m_name = ':' + readNumber(ends[0]);
    close(ends[0]);
    m_manager = std::make_unique<Child>(std::vector<std::string>{"openbox"},
                                        std::vector<std::string>{"DISPLAY=" + m_name});
    m_display = XOpenDisplay(m_name.c_str());
    if (!m_display)
        throw std::runtime_error("can't open " + m_name);
    XSetErrorHandler(ignoreFault);
    // EWMH: a window manager that is ready says so.
    for (int i = 0; i < tries; ++i) {
        if (!numbers(m_display, DefaultRootWindow(m_display), "_NET_SUPPORTING_WM_CHECK", XA_WINDOW).empty())
            return;
        std::this_thread::sleep_for(pause);
    }
    throw std::runtime_error("openbox does not start");
}

Screen::~Screen()
{
    if (m_display)
        XCloseDisplay(m_display);
}

std::vector<std::string> Screen::titlesOf(pid_t process) const
{
    std::vector<std::string> titles;
    for (const auto window :
         numbers(m_display, DefaultRootWindow(m_display), "_NET_CLIENT_LIST", XA_WINDOW)) {
        const auto owner = numbers(m_display, window, "_NET_WM_PID", XA_CARDINAL);
        XWindowAttributes attributes{};
        if (!owner.empty() && owner.front() == static_cast<unsigned long>(process) &&
            XGetWindowAttributes(m_display, window, &attributes) && attributes.map_state == IsViewable)
            titles.push_back(titleOf(m_display, window));
    }
    return titles;
}

} // namespace countersign::bench
