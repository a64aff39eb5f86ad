#include "base/Process.h"
#include "console/Program.h"

#include <QApplication>

int main(int count, char** arguments)
{
    countersign::protectProcess();
    QApplication application(count, arguments);
    return countersign::console::runProgram(application);
}
