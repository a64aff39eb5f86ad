#include "base/Process.h"
#include "client/NetworkThreads.h"
#include "console/Program.h"

#include <QApplication>

int main(int count, char** arguments)
{
    countersign::protectProcess();
    countersign::client::preferPlainEventLoops();
    QApplication application(count, arguments);
    return countersign::console::runProgram(application);
}
