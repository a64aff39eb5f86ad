#include "console/Process.h"
#include "console/Program.h"

#include <QApplication>

int main(int count, char** arguments)
{
    countersign::console::protectProcess();
    QApplication application(count, arguments);
    return countersign::console::runProgram(application);
}
