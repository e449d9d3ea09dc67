Console.WriteLine("SipCti");
