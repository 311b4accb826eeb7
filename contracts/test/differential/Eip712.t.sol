// SPDX-License-Identifier: UNLICENSED
pragma solidity ^0.8.28;

import {Grant, OffingEip712, OracleReport} from "../../src/libraries/OffingEip712.sol";
import {Test} from "../base/Test.sol";

/// @notice spec/vectors/eip712.json against the library.
contract Eip712VectorsTest is Test {
    string private json = vm.readFile("../spec/vectors/eip712.json");

    function test_GrantsReportsAndRefusalsInTwoDomains() public view {
        for (uint256 i = 0; i < 2; ++i) {
            string memory spot = _at(".domains", i);
            address vault = vm.parseJsonAddress(json, string.concat(spot, ".vault"));
            bytes32 separator = OffingEip712.domainSeparator(_uint(spot, ".chainId"), vault);
            vm.assertEq(separator, _bytes32(spot, ".domainSeparator"), spot);
            for (uint256 j = 0; j < 4; ++j) {
                string memory item = _at(string.concat(spot, ".grants"), j);
                _check(item, separator, OffingEip712.grantHash(_grant(item)));
            }
            for (uint256 j = 0; j < 2; ++j) {
                string memory item = _at(string.concat(spot, ".reports"), j);
                _check(item, separator, OffingEip712.reportHash(_report(item)));
            }
            for (uint256 j = 0; j < 2; ++j) {
                string memory item = _at(string.concat(spot, ".refusals"), j);
                _check(item, separator, _refusalHash(item));
            }
        }
    }

    function _check(string memory item, bytes32 separator, bytes32 structHash) private view {
        vm.assertEq(structHash, _bytes32(item, ".structHash"), item);
        vm.assertEq(OffingEip712.digest(separator, structHash), _bytes32(item, ".digest"), item);
    }

    function _grant(string memory spot) private view returns (Grant memory grant) {
        grant.account = vm.parseJsonAddress(json, string.concat(spot, ".account"));
        grant.key = vm.parseJsonAddress(json, string.concat(spot, ".key"));
        grant.expiry = uint64(_uint(spot, ".expiry"));
        grant.maxOrderNotional = uint64(_uint(spot, ".maxOrderNotional"));
        grant.maxPositionNotional = uint64(_uint(spot, ".maxPositionNotional"));
        grant.maxDailyLoss = uint64(_uint(spot, ".maxDailyLoss"));
        grant.maxLeverage = uint32(_uint(spot, ".maxLeverage"));
        grant.reduceOnly = vm.parseJsonBool(json, string.concat(spot, ".reduceOnly"));
        uint256[] memory markets = vm.parseJsonUintArray(json, string.concat(spot, ".markets"));
        grant.markets = new uint32[](markets.length);
        for (uint256 i = 0; i < markets.length; ++i) grant.markets[i] = uint32(markets[i]);
        grant.nonce = uint64(_uint(spot, ".nonce"));
    }

    function _report(string memory spot) private view returns (OracleReport memory report) {
        report.market = uint32(_uint(spot, ".market"));
        report.price = uint64(_uint(spot, ".price"));
        report.time = uint64(_uint(spot, ".time"));
        report.sequence = uint64(_uint(spot, ".sequence"));
    }

    function _refusalHash(string memory spot) private view returns (bytes32) {
        uint64 batch = uint64(_uint(spot, ".batch"));
        return OffingEip712.refusalHash(batch, _bytes32(spot, ".headerHash"), _bytes32(spot, ".root"));
    }

    function _uint(string memory spot, string memory field) private view returns (uint256) {
        return vm.parseJsonUint(json, string.concat(spot, field));
    }

    function _bytes32(string memory spot, string memory field) private view returns (bytes32) {
        return vm.parseJsonBytes32(json, string.concat(spot, field));
    }

    function _at(string memory list, uint256 index) private pure returns (string memory) {
        return string.concat(list, "[", vm.toString(index), "]");
    }
}
