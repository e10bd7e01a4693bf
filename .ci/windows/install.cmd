@echo off
rem Installs Peerbench for the person who runs this: no administrator, no compiler, no network.
rem Everything goes into %LOCALAPPDATA%\Peerbench; uninstall.cmd takes it away again.
setlocal EnableExtensions DisableDelayedExpansion
set "HERE=%~dp0"
set "PYTHON="
rem What other programs set for their own Python is not for this one.
set "PYTHONHOME="
set "PYTHONPATH="
set "PYTHON_MANAGER_AUTOMATIC_INSTALL=false"

if not exist "%HERE%wheels\" goto packed
if not defined LOCALAPPDATA goto nowhere

echo Looking for Python 3.11, 3.12 or 3.13 ...
for %%V in (3.13 3.12 3.11) do if not defined PYTHON call :try py -%%V
for %%P in (python python3) do if not defined PYTHON call :try %%P
if not defined PYTHON goto nopython
echo Found: %PYTHON%

set "TARGET=%LOCALAPPDATA%\Peerbench"
set "SHORT=%%LOCALAPPDATA%%\Peerbench"
call :environment
if errorlevel 1 goto inuse
if exist "%TARGET%\venv\Scripts\python.exe" goto packages
rem Python from the Microsoft Store keeps what it writes under AppData in a folder of its own.
set "TARGET=%USERPROFILE%\Peerbench"
set "SHORT=%%USERPROFILE%%\Peerbench"
call :environment
if errorlevel 1 goto inuse
if exist "%TARGET%\venv\Scripts\python.exe" goto packages
goto noenvironment

:packages
echo Installing. This takes a few minutes; nothing is downloaded.
"%TARGET%\venv\Scripts\python.exe" -I -m pip install --isolated --quiet --disable-pip-version-check --no-index --find-links "%HERE%wheels" --only-binary :all: "peerbench[all]"
if errorlevel 1 goto nopackages
> "%TARGET%\peerbench.cmd" echo @"%SHORT%\venv\Scripts\python.exe" -I -m cli.main %%*
call "%TARGET%\peerbench.cmd" --version
if errorlevel 1 goto norun
rem This folder is on everybody's own path since Windows 10.
set "APPS=%LOCALAPPDATA%\Microsoft\WindowsApps"
if exist "%APPS%\" copy /y "%TARGET%\peerbench.cmd" "%APPS%\peerbench.cmd" >nul
echo.
echo Peerbench is installed.
where peerbench.cmd >nul 2>nul
if errorlevel 1 goto bypath
echo Open a new Command Prompt and type:  peerbench --help
goto done
:bypath
echo Open a new Command Prompt and type:  "%SHORT%\peerbench.cmd" --help
goto done

:try
%* -c "import sys, sysconfig; sys.exit(not ((3, 11) <= sys.version_info[:2] <= (3, 13) and sysconfig.get_platform() == 'win-amd64'))" >nul 2>nul
if not errorlevel 1 set "PYTHON=%*"
exit /b 0

:environment
if exist "%TARGET%\venv\" rmdir /s /q "%TARGET%\venv"
rem What is left of it now is held open by something.
if exist "%TARGET%\venv\" exit /b 1
if not exist "%TARGET%\" mkdir "%TARGET%"
%PYTHON% -m venv "%TARGET%\venv"
exit /b 0

:packed
echo The folder "wheels" is not beside this file.
echo Unpack the whole zip first: right-click it, choose Extract All, and run install.cmd from the folder that appears.
goto failed
:nowhere
echo Windows does not say where your own programs go (LOCALAPPDATA is not set).
echo Sign in to Windows as yourself and run install.cmd again.
goto failed
:nopython
echo No Python 3.11, 3.12 or 3.13 (64-bit) was found.
echo Ask your IT service for "Python 3.12, 64-bit, for the current user", or install it from your software centre.
echo It needs no administrator. Then run install.cmd again.
goto failed
:noenvironment
echo Python was found, but could not make a folder to work in: "%TARGET%".
echo Show your IT service this window and docs/windows.md.
goto failed
:inuse
echo An earlier Peerbench in "%TARGET%" is in use.
echo Close every window in which Peerbench runs, and run install.cmd again.
goto failed
:nopackages
echo The packages could not be installed; the lines above say why.
echo If they speak of space, free 1 GB. If they speak of access, show your IT service this window and docs/windows.md.
goto failed
:norun
echo Peerbench was installed and does not start; the lines above say why.
echo If they speak of a policy, show your IT service this window and docs/windows.md.
:failed
echo.
echo Nothing outside "Peerbench" in your own folders was changed.
if not defined PEERBENCH_NO_PAUSE pause
exit /b 1
:done
if not defined PEERBENCH_NO_PAUSE pause
exit /b 0
