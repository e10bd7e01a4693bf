@echo off
rem Takes Peerbench away again. Your evidence, workbooks and reports stay where they are.
setlocal EnableExtensions DisableDelayedExpansion
set "LEFT="
call :remove "%LOCALAPPDATA%\Peerbench"
call :remove "%USERPROFILE%\Peerbench"
if exist "%LOCALAPPDATA%\Microsoft\WindowsApps\peerbench.cmd" del /q "%LOCALAPPDATA%\Microsoft\WindowsApps\peerbench.cmd"
echo.
if defined LEFT goto left
echo Peerbench is removed.
if not defined PEERBENCH_NO_PAUSE pause
exit /b 0

:left
echo Something is left: %LEFT%
echo Close every window in which Peerbench runs and run uninstall.cmd again. Files that you put there yourself are kept.
if not defined PEERBENCH_NO_PAUSE pause
exit /b 1

:remove
if not exist "%~1\" exit /b 0
if exist "%~1\venv\" rmdir /s /q "%~1\venv"
rem The cache of read rulebooks.
if exist "%~1\peerbench\" rmdir /s /q "%~1\peerbench"
if exist "%~1\peerbench.cmd" del /q "%~1\peerbench.cmd"
rmdir "%~1" 2>nul
if exist "%~1\" set LEFT=%LEFT% "%~1"
exit /b 0
